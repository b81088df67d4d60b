"""Errors of the host's services that a program catches by the name of a class of Java."""

from __future__ import annotations

from pyfront.errors import EvalError


class JavaError(EvalError):
    """``condition``: the full name of the class."""

    def __init__(self, message: str = "", condition: str = "java.lang.IllegalArgumentException") -> None:
        super().__init__(message)
        self.condition = condition
