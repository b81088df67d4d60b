(string-map char->integer "abc")
