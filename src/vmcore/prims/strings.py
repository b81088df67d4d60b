"""Characters, strings, symbols, keywords and bytevectors. ``start`` and ``end`` of a range are optional throughout."""

from __future__ import annotations

from . import Prim

_TESTS = (("=", "equal"), ("<", "increasing"), (">", "decreasing"), ("<=", "not decreasing"), (">=", "not increasing"))


def _comparisons(kind: str, type_name: str, what: str) -> tuple[Prim, ...]:
    args = f"{type_name}, {type_name}, *{type_name}"
    plain = [Prim(f"{kind}{test}?", args, f"are the {what} {word}?", pure=True) for test, word in _TESTS]
    folded = [Prim(f"{kind}-ci{test}?", args, f"are the {what}, folded, {word}?", pure=True) for test, word in _TESTS]
    return (*plain, *folded)


ROWS = (
    # characters
    Prim("char?", "any", "is it a character?", pure=True),
    Prim("char->integer", "character", "its code point", pure=True),
    Prim("integer->char", "index", "character of the code point; surrogates are out of range", pure=True),
    *_comparisons("char", "character", "code points"),
    Prim("char-upcase", "character", "simple upper case", pure=True),
    Prim("char-downcase", "character", "simple lower case", pure=True),
    Prim("char-foldcase", "character", "simple case folding", pure=True),
    Prim("char-alphabetic?", "character", "is it a letter?", pure=True),
    Prim("char-numeric?", "character", "is it a decimal digit?", pure=True),
    Prim("char-whitespace?", "character", "is it white space?", pure=True),
    Prim("char-upper-case?", "character", "is it an upper case letter?", pure=True),
    Prim("char-lower-case?", "character", "is it a lower case letter?", pure=True),
    Prim("digit-value", "character", "0 to 9 of a decimal digit of any script, else false", pure=True),
    # strings
    Prim("string?", "any", "is it a string?", pure=True),
    Prim("make-string", "index, ?character", "string of so many times the same character"),
    Prim("string", "*character", "new string of the characters"),
    Prim("string-length", "string", "number of characters", pure=True),
    Prim("string-ref", "string, index", "character of the string", pure=True, op="SREF"),
    Prim("string-set!", "string, index, character", "change a character of the string"),
    *_comparisons("string", "string", "strings, by code points,"),
    Prim("string-upcase", "string", "new string in upper case (full mapping)"),
    Prim("string-downcase", "string", "new string in lower case (full mapping)"),
    Prim("string-foldcase", "string", "new string, case folded (full folding)"),
    Prim("substring", "string, index, ?index", "new string of the range"),
    Prim("string-copy", "string, ?index, ?index", "new string of the range"),
    Prim("string-append", "*string", "new string of all arguments"),
    Prim("string-copy!", "string, index, string, ?index, ?index",
         "copy a range of the third argument to a place of the first; they may overlap"),
    Prim("string-fill!", "string, character, ?index, ?index", "make all characters of the range the same"),
    Prim("string->list", "string, ?index, ?index", "list of the characters of the range"),
    Prim("list->string", "list", "new string of a list of characters"),
    Prim("string->vector", "string, ?index, ?index", "vector of the characters of the range"),
    Prim("vector->string", "vector, ?index, ?index", "new string of the characters in the range"),
    Prim("string-join", "list, ?string", "new string of the strings in the list with a delimiter (a space) between"),
    Prim("string-index", "string, character, ?index, ?index", "index of the first such character, or false", pure=True),
    Prim("string-search-forward", "string, string, ?index",
         "index of the first occurrence of the first string in the second, from a start on, or false", pure=True),
    Prim("string-contains", "string, string, ?index",
         "index of the first occurrence of the second string in the first, from a start on, or false", pure=True),
    Prim("string-prefix?", "string, string", "does the second string begin with the first?", pure=True),
    Prim("string-suffix?", "string, string", "does the second string end with the first?", pure=True),
    Prim("string-trim-left", "string", "new string without the white space at its start"),
    Prim("string-trim-right", "string", "new string without the white space at its end"),
    Prim("string-trim-both", "string", "new string without the white space at both ends"),
    Prim("string-hash", "string, ?index", "hash of the characters, below the bound if there is one", pure=True),
    # symbols and keywords
    Prim("symbol?", "any", "is it a symbol?", pure=True),
    Prim("symbol=?", "symbol, symbol, *symbol", "are all the same symbol?", pure=True),
    Prim("symbol->string", "symbol", "its name, an immutable string", pure=True),
    Prim("string->symbol", "string", "the symbol of the name", pure=True),
    Prim("string->uninterned-symbol", "string", "new symbol that is no other of the name"),
    Prim("%gensym", "?string", "new uninterned symbol, named by the prefix and a number"),
    Prim("keyword?", "any", "is it a keyword?", pure=True),
    Prim("keyword->symbol", "keyword", "the symbol of its name", pure=True),
    Prim("symbol->keyword", "symbol", "the keyword of its name", pure=True),
    Prim("find-keyword", "string", "the keyword of the name if there is one already, else false"),
    # bytevectors
    Prim("bytevector?", "any", "is it a bytevector?", pure=True),
    Prim("make-bytevector", "index, ?byte", "bytevector of so many times the same byte"),
    Prim("bytevector", "*byte", "new bytevector of the bytes"),
    Prim("bytevector-length", "bytevector", "number of bytes", pure=True),
    Prim("bytevector-u8-ref", "bytevector, index", "byte of the bytevector", pure=True),
    Prim("bytevector-u8-set!", "bytevector, index, byte", "change a byte of the bytevector"),
    Prim("bytevector-copy", "bytevector, ?index, ?index", "new bytevector of the range"),
    Prim("bytevector-copy!", "bytevector, index, bytevector, ?index, ?index",
         "copy a range of the third argument to a place of the first; they may overlap"),
    Prim("bytevector-append", "*bytevector", "new bytevector of all arguments"),
    Prim("bytevector-fill!", "bytevector, byte, ?index, ?index", "make all bytes of the range the same"),
    Prim("utf8->string", "bytevector, ?index, ?index", "new string of the UTF-8 in the range, which must be valid"),
    Prim("string->utf8", "string, ?index, ?index", "new bytevector, the UTF-8 of the range"),
)
