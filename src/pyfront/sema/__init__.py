"""Sema: a Lisp with persistent maps, tasks and channels."""

from __future__ import annotations

from pyfront.sema.language import LANGUAGE

__all__ = ["LANGUAGE"]
