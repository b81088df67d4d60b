"""Languages that run inside a Python program, on the machine of ``vmcore``.

    >>> import pyfront
    >>> pyfront.run("(+ 1 2)")
    3
"""

import vmcore

vmcore.preload("pyfront.api")

from pyfront.api import Program, Runtime, compile, run  # noqa: E402 - after preload
from vmcore.data import EOF, Char, ExactComplex, Keyword, Pair, Symbol  # noqa: E402 - after preload

__version__ = "0.1.0"
__all__ = ["EOF", "Char", "Error", "ExactComplex", "Keyword", "Pair", "Program", "Runtime", "Symbol", "compile", "errors", "run"]


def __getattr__(name: str) -> object:
    """The errors are loaded when somebody asks for them."""
    if name in ("errors", "Error"):
        import importlib

        errors = importlib.import_module("pyfront.errors")
        return errors if name == "errors" else errors.Error
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
