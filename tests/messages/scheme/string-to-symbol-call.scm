(string-upcase 'abc)
