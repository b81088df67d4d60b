"""Relatives of nodes (``_trees.pxd``), and numbers among them. A node argument that is left out is the current node."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%node-children", "any", "children of the nodes of a list"),
    Prim("%node-descendants", "any", "descendants of the nodes of a list"),
    Prim("%node-follow", "any", "siblings behind the nodes of a list"),
    Prim("%node-preced", "any", "siblings before the nodes of a list"),
    Prim("%node-subtree", "any", "the nodes of a list with their descendants"),
    Prim("%node-just-before", "any", "the siblings just before the nodes of a list"),
    Prim("%node-just-behind", "any", "the siblings just behind the nodes of a list"),
    Prim("%node-number", "?any", "place among the siblings of the same name, from 1, or false"),
    Prim("%node-count", "?any", "elements up to a node, or false"),
    Prim("%node-name-count", "?any", "elements of the same name up to a node, or false"),
    Prim("%node-first?", "?any", "is there no sibling of the same name before?"),
    Prim("%node-last?", "?any", "is there no sibling of the same name behind?"),
    Prim("%node-only-before?", "?any", "is no element before among the siblings?"),
    Prim("%node-only-behind?", "?any", "is no element behind among the siblings?"),
)
