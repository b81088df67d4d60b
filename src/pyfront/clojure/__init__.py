"""Clojure."""

from __future__ import annotations

from pyfront.clojure.language import LANGUAGE as LANGUAGE
