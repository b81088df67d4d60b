"""Scheme: R7RS-small."""

from __future__ import annotations

from pyfront.scheme.language import LANGUAGE

__all__ = ["LANGUAGE"]
