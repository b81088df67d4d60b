(string-map char-upcase 'abc)
