"""Ports: characters and bytes in and out, and the external representation of values."""

from __future__ import annotations

from . import Prim

ROWS = (
    # kinds
    Prim("port?", "any", "is it a port?"),
    Prim("input-port?", "any", "is it an input port?"),
    Prim("output-port?", "any", "is it an output port?"),
    Prim("textual-port?", "any", "is it a port of characters?"),
    Prim("binary-port?", "any", "is it a port of bytes?"),
    Prim("input-port-open?", "port", "can the input port still be read?"),
    Prim("output-port-open?", "port", "can the output port still be written?"),
    Prim("%current-port", "index", "current input (0), output (1) or error (2) port, or false"),
    Prim("%set-current-port!", "index, port", "change the current input (0), output (1) or error (2) port"),
    # written representation
    Prim("write", "any, ?port", "print so that it can be read back; datum labels for cycles"),
    Prim("write-shared", "any, ?port", "print with datum labels for all that occurs twice"),
    Prim("write-simple", "any, ?port", "print without datum labels"),
    Prim("display", "any, ?port", "print with strings and characters as themselves"),
    Prim("%write-to-string", "any, index", "text that display (0), write (1), write-shared (2), write-simple (3) print"),
    # output
    Prim("newline", "?port", "end the line"),
    Prim("fresh-line", "?port", "end the line unless the port is at the beginning of one"),
    Prim("write-char", "character, ?port", "write a character"),
    Prim("write-string", "string, ?port, ?index, ?index", "write the characters from start to end"),
    Prim("write-u8", "byte, ?port", "write a byte"),
    Prim("write-bytevector", "bytevector, ?port, ?index, ?index", "write the bytes from start to end"),
    Prim("flush-output-port", "?port", "hand over all output that is held back"),
    # input
    Prim("read-char", "?port", "next character, or an end of file object"),
    Prim("peek-char", "?port", "the same without taking it"),
    Prim("char-ready?", "?port", "would read-char answer at once?"),
    Prim("read-line", "?port", "the rest of the line without its end, or an end of file object"),
    Prim("read-string", "index, ?port", "the next so many characters, or fewer at the end; or an end of file object"),
    Prim("read", "?port", "the next datum, or an end of file object"),
    Prim("read-u8", "?port", "next byte, or an end of file object"),
    Prim("peek-u8", "?port", "the same without taking it"),
    Prim("u8-ready?", "?port", "would read-u8 answer at once?"),
    Prim("read-bytevector", "index, ?port", "the next so many bytes, or fewer at the end; or an end of file object"),
    Prim("read-bytevector!", "bytevector, ?port, ?index, ?index",
         "read bytes into the bytevector from start to end; their number, or an end of file object"),
    # strings and bytevectors as ports
    Prim("open-input-string", "string", "textual input port on the string"),
    Prim("open-output-string", "", "textual output port that collects a string"),
    Prim("get-output-string", "port", "what was written to the port so far"),
    Prim("open-input-bytevector", "bytevector", "binary input port on the bytevector"),
    Prim("open-output-bytevector", "", "binary output port that collects a bytevector"),
    Prim("get-output-bytevector", "port", "what was written to the port so far"),
    # files (capability `file`)
    Prim("open-input-file", "string", "textual input port on the file, in UTF-8"),
    Prim("open-output-file", "string", "textual output port on the file, in UTF-8; its old content is lost"),
    Prim("open-binary-input-file", "string", "binary input port on the file"),
    Prim("open-binary-output-file", "string", "binary output port on the file; its old content is lost"),
    Prim("file-exists?", "string", "is there a file of that name?"),
    Prim("delete-file", "string", "delete the file"),
    Prim("close-port", "port", "close the port"),
    Prim("close-input-port", "port", "close the input port"),
    Prim("close-output-port", "port", "close the output port"),
)  # fmt: skip
