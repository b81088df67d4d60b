"""The languages: one line each. A language is a folder whose package has a ``LANGUAGE``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# name -> (package, file suffixes)
LANGUAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "scheme": ("pyfront.scheme", (".scm", ".ss", ".sld")),
    "clojure": ("pyfront.clojure", (".clj", ".cljc")),
    "metta": ("pyfront.metta", (".metta",)),
    "sema": ("pyfront.sema", (".sema",)),
}


def language(name: str) -> Any:
    """The ``LANGUAGE`` object of a name."""
    entry = LANGUAGES.get(name)
    if entry is None:
        raise ValueError(f"unknown language {name!r}; there are: {', '.join(LANGUAGES)}")
    import sys

    __import__(entry[0])
    return sys.modules[entry[0]].LANGUAGE


def by_suffix(path: str) -> str | None:
    """The language of a file name, by its suffix."""
    for name, (_, suffixes) in LANGUAGES.items():
        if path.endswith(suffixes):
            return name
    return None
