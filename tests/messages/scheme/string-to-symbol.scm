(symbol->string "abc")
