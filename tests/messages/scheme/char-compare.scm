(char<? #\a "b")
