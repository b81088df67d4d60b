"""Single nodes of documents (``_trees.pxd``). A node argument that is left out is the current node."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%node-class", "any",
         "0 root, 1 element, 2 character, 3 processing instruction, 4 attribute, 5 other, -1 if it is not one node"),
    Prim("%node-of", "index", "root of a document by its number"),
    Prim("%node-other", "index, index", "a node that only the host knows, by the number of the document and its own"),
    Prim("%node-other-number", "any", "the number of such a node, or false"),
    Prim("%node-name", "?any", "name of an element, or false"),
    Prim("%node-id", "?any", "unique name of an element, or false"),
    Prim("%node-parent", "?any", "parent, or the empty list"),
    Prim("%node-root", "?any", "root of the document"),
    Prim("%node-document-element", "any", "the outermost element of the document"),
    Prim("%node-of-class", "any, fixnum", "the nodes of a list of a class"),
    Prim("%node-data", "any", "the characters of the nodes of a list"),
    Prim("%node-char", "any", "the character that a node is, or false"),
    Prim("%node-pi-data", "any", "text of a processing instruction, or false"),
    Prim("%node-attribute", "string, ?any", "value of an attribute, or false"),
    Prim("%node-inherited-attribute", "string, ?any",
         "value of the attribute of the node, or of the nearest ancestor with one, or false"),
    Prim("%node-attributes", "any", "attributes of an element"),
    Prim("%attribute-name", "any", "name of an attribute"),
    Prim("%attribute-value", "any", "value of an attribute, or false"),
    Prim("%attribute-owner", "any", "the element that has an attribute"),
    Prim("%attribute-number", "any", "number of an attribute in its document"),
    Prim("%attribute-at", "index, index", "the attribute of a document with that number"),
    Prim("%node-with-id", "string, ?any", "the element of that unique name in the document of a node"),
    Prim("%node-ancestor", "string, ?any", "the nearest ancestor of that name"),
    Prim("%node-has-ancestor?", "any, ?any", "is there an ancestor of that name? of a list: one above the other, outermost first"),
    Prim("%node-matches?", "any, any", "does an element have that name? of a list: and do its parents?"),
    Prim("%node-select", "any, any", "the nodes of a list that match a name, or a list of names"),
    Prim("%node-folds?", "?any", "are names in upper case in the document of a node?"),
    Prim("%node-line", "?any", "line of the document, or false"),
    Prim("%node-document", "?any", "number of the document"),
)
