"""What goes wrong with style sheets and documents. All are errors of pyfront."""

from __future__ import annotations

from pyfront.errors import CompileError, Error, FileError, ReadError

__all__ = ["AccessError", "DocumentError", "SpecificationError", "SyntaxProblem", "UnsupportedError"]


class SpecificationError(ReadError):
    """The SGML around a style specification is not right, or a part that is asked for is not there."""


class SyntaxProblem(CompileError):
    """A form that is not what its keyword wants, or a name that nobody defines."""


class UnsupportedError(CompileError):
    """A part of DSSSL that is not there yet."""


class DocumentError(Error):
    """The document cannot be read."""


class AccessError(FileError):
    """A file outside the directories that may be read or written."""
