"""Collects the language files ``tests/lang/<language>/<topic>/*.scm``: each chunk of them on each engine is a test.

``KNOWN_FAILURES.txt`` next to a file lists what is known to fail, with the reason: lines ``FILE:LINE [ENGINE] # why``,
the line being the first of the chunk. An entry that passes fails the run.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import engines
import langfile

os.environ["VMCORE_CACHE"] = "off"  # of commands that tests start: they see the compiler, and the user's cache stays as it is

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a job in the background of a shell, whose children would ignore it too
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Properties are tested on the same examples every time, unless more (or fewer) of them are asked for.
settings.register_profile("fixed", derandomize=True)
if "VMCORE_EXAMPLES" not in os.environ:
    settings.load_profile("fixed")

_KNOWN = re.compile(r"^(\S+):(\d+)(?: (vm\S*|treewalk))?\s+#\s*(.+)$")


def pytest_collect_file(file_path: Path, parent: Any) -> Any:
    if file_path.suffix == ".scm" and "lang" in file_path.parts:
        return LanguageFile.from_parent(parent, path=file_path)
    return None


class LanguageFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        preludes: list[langfile.Chunk] = []
        known = known_failures(self.path)
        tests = []
        for chunk in langfile.chunks(self.path):
            if not chunk.expects:
                preludes.append(chunk)
                continue
            tests.append((chunk, list(preludes)))
        unknown = {line for line, _ in known} - {chunk.line for chunk, _ in tests}
        if unknown:
            raise pytest.UsageError(f"KNOWN_FAILURES of {self.path.name}: no chunk begins at line {sorted(unknown)}")
        for chunk, before in tests:
            for engine in engines.ENGINES:
                item = LanguageItem.from_parent(self, name=f"{chunk.line}[{engine}]", chunk=chunk, before=before,
                                                engine=engine)
                reason = known.get((chunk.line, engine)) or known.get((chunk.line, ""))
                if engine in chunk.skip:
                    item.add_marker(pytest.mark.skip(reason="the chunk says so"))
                elif reason:
                    item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
                yield item


def known_failures(path: Path) -> dict[tuple[int, str], str]:
    listed = path.parent / "KNOWN_FAILURES.txt"
    found = {}
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                entry = _KNOWN.match(line)
                if entry is None:
                    raise pytest.UsageError(f"{listed}: not an entry: {line}")
                if entry[1] == path.name:
                    found[int(entry[2]), entry[3] or ""] = entry[4]
    return found


class LanguageItem(pytest.Item):
    def __init__(self, *, chunk: langfile.Chunk, before: list[langfile.Chunk], engine: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.chunk, self.before, self.engine = chunk, before, engine

    def runtest(self) -> None:
        langfile.run_chunk(self.engine, self.path, self.before, self.chunk)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        if isinstance(excinfo.value, langfile.Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.chunk.line - 1, f"{self.path.stem}:{self.chunk.line} [{self.engine}]"
