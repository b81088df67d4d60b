"""Spaces of terms: what matches a query is found by what the query says, at any place. Compiled: ``_termspace.pyx``."""

from vmcore._termspace import Group, Index, Kept, Space, keep, may_match, stamp

__all__ = ["Group", "Index", "Kept", "Space", "keep", "may_match", "stamp"]
