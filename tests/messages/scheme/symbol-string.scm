(string->symbol 'a)
