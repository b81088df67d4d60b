"""Files with markup as they are written: a stack of them, in the machine until the run is over. Names and texts are strings; a
carriage return in a text is a line end."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%file-open", "string", "what is written from now on goes to the file of that name"),
    Prim("%file-close", "", "to the file before"),
    Prim("%markup-start", "any, any", "start tag: name (false: of the current node), list of attributes (name value)"),
    Prim("%markup-attributes", "any", "the list of attributes (name value) that the argument is; an error if it is none"),
    Prim("%markup-end", "any", "end tag"),
    Prim("%markup-empty", "any, any", "tag of an empty element"),
    Prim("%markup-text", "string", "characters, escaped where they must be"),
    Prim("%markup-chunk", "any", "the run of characters from a node on, escaped"),
    Prim("%markup-char", "any", "the character that a node is, escaped"),
    Prim("%markup-trimmed", "any, boolean, boolean", "a run of text, escaped, without white space at its start, at its end"),
    Prim("%markup-raw", "string", "characters as they are"),
    Prim("%markup-pi", "string", "processing instruction"),
    Prim("%markup-doctype", "string, string, string", "document type: name, public and system identifier"),
    Prim("%markup-reference", "string", "reference to an entity"),
    Prim("%flow-node", "any, boolean", "event: a node is processed; with its number and unique name if that is asked for"),
    Prim("%flow-string", "string", "characters of a field of an event"),
    Prim("%flow-number", "fixnum", "a number in a field of an event"),
)
