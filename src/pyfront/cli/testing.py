"""``vmcore test``: the tests of a directory of Clojure namespaces, with clojure.test."""

from __future__ import annotations

import os
import sys

from pyfront.api import Runtime
from pyfront.cli import outcome
from pyfront.cli.options import runtime_options
from pyfront.cli.streams import Output
from pyfront.errors import Error, Exit, LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

SUFFIXES = (".clj", ".cljc")


def test(options: argparse.Namespace) -> int:
    output = Output(sys.stdout)
    found = runtime_options(options)
    found["path"] = [options.directory, *options.include]
    if not os.path.isdir(options.directory):
        raise outcome.usage(f"{options.directory} is no directory")
    names = namespaces(options.directory)
    if options.only:
        names = [name for name in names if name in options.only]
    if not names:
        raise outcome.usage(f"no namespaces to test in {options.directory}")
    runtime = Runtime("clojure", stdout=output, **found)
    good = Run(runtime, output).all(names)
    output.finish()
    return outcome.OK if good else outcome.PROGRAM


def namespaces(directory: str) -> list[str]:
    """Names of the namespaces below a directory, by their paths."""
    names = []
    for folder, inner, files in os.walk(directory):
        inner.sort()
        for file in sorted(files):
            stem, suffix = os.path.splitext(file)
            if suffix in SUFFIXES:
                path = os.path.relpath(os.path.join(folder, stem), directory)
                names.append(path.replace(os.sep, ".").replace("_", "-"))
    return names


class Run:
    """One run of the tests of some namespaces."""

    def __init__(self, runtime: Runtime, output: Output) -> None:
        self.runtime = runtime
        self.output = output
        self.totals = {"test": 0, "pass": 0, "fail": 0, "error": 0}
        self.broken: list[str] = []

    def all(self, names: list[str]) -> bool:
        self.runtime.eval("(require 'clojure.test)")
        for name in names:
            self.one(name)
        self.summary()
        return not (self.broken or self.totals["fail"] or self.totals["error"])

    def one(self, name: str) -> None:
        try:
            self.runtime.eval(f"(require '{name})")
            counted = self.runtime.eval(
                f"(if (some (fn [v] (:test (meta v))) (vals (ns-interns '{name})))"
                f" (mapv (clojure.test/test-ns '{name}) [:test :pass :fail :error]) nil)"
            )
        except (Exit, LimitError):
            raise
        except Error as error:
            self.broken.append(name)
            error.backtrace = [frame for frame in error.backtrace if frame.file != "<eval>"]  # ours, not the program's
            self.output.line(f"\nERROR in {name}, which cannot be loaded\n{error}")
            return
        for key, count in zip(self.totals, counted or ()):
            self.totals[key] += count

    def summary(self) -> None:
        counts = self.totals
        assertions = counts["pass"] + counts["fail"] + counts["error"]
        self.output.line(f"\nRan {counts['test']} tests containing {assertions} assertions.")
        self.output.line(f"{counts['fail']} failures, {counts['error']} errors.")
        if self.broken:
            self.output.line(f"Not loaded: {', '.join(self.broken)}")
