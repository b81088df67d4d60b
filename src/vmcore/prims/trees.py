"""Documents as trees (``_trees.pxd``): lists of nodes, the current node and what matches it."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%node-list-type!", "record type", "the record type of lists of nodes"),
    Prim("%node-list?", "any", "is it a node or a list of nodes?", pure=True),
    # what is going on
    Prim("%node-current", "", "the current node; an error if there is none"),
    Prim("%node-current?", "", "is there a current node?"),
    Prim("%node-current-or-none", "", "the current node, or the empty list"),
    Prim("%node-enter!", "any, fixnum, fixnum", "set current node, mode and place of the match"),
    Prim("%node-mode", "", "number of the current mode"),
    Prim("%node-mode!", "fixnum", "set the current mode; answers the mode before"),
    Prim("%node-cursor", "", "place of the match of the current node"),
    Prim("%node-cursor!", "fixnum", "set the place of the match of the current node"),
    Prim("%node-mark!", "fixnum, any", "put a node into the list of a query rule"),
    Prim("%node-match", "", "number of the next rule that matches the current node, or -1"),
    # lists
    Prim("%node-none", "", "the empty list", pure=True),
    Prim("%node-none?", "any", "is the list empty?"),
    Prim("%node-first", "any", "first node, or the empty list"),
    Prim("%node-rest", "any", "the list without its first node"),
    Prim("%node-chunk-rest", "any", "the list without its first node, or without the run of characters it begins with"),
    Prim("%node-length", "any", "number of nodes"),
    Prim("%node-ref", "any, fixnum", "a node of the list, or the empty list"),
    Prim("%node-final", "any", "last node, or the empty list"),
    Prim("%node-reverse", "any", "the list in the opposite order"),
    Prim("%node-list", "*any", "the nodes of all lists, in order"),
    Prim("%node-list-of", "list", "the nodes of the lists in a list, in order"),
    Prim("%node-same?", "any, any", "the same nodes in the same order?"),
    Prim("%node-distinct", "any", "the list with the first of each node only"),
    Prim("%node-within", "any, any, boolean", "the nodes of a list that are in another one, or that are not"),
    Prim("%node-member?", "any, any", "is the node in the list?"),
    Prim("%node-before?", "any, any",
         "is a node before another one in the same document? the default object if one is outside of the outermost element"),
    Prim("%node-sorted", "any", "each of the nodes once, in the order of the document; the default object as above"),
    # children as they are processed
    Prim("%child-chunk", "any", "first child, whole runs of text being one, or false"),
    Prim("%sibling-chunk", "any", "next sibling, whole runs of text being one, or false"),
    Prim("%text-chunk?", "any", "is it a run of text?"),
    Prim("%blank-chunk?", "any", "is it a run of white space only?"),
)
