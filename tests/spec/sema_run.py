"""Runs the cases of Sema's tests, documentation and examples, and says which give what they should.

    VMCORE_SPEC=... python tests/spec/sema_run.py [-v] [--backend treewalk] [--only TEXT] [tables docs programs]
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import pyfront  # noqa: E402
from sema_cases import Case, all_cases, rust_string, rust_value  # noqa: E402

_GAPS = re.compile(r'"(?:[^"\\]|\\.)*"|\s+')
_CHANCE = re.compile(r"random|shuffle|uuid|time-ms|time/ms|time/now|sys/|list/pick|gensym|\(now\)|elapsed|gc/")
_GAP = re.compile(r"\s+|\x1b\[[0-9;]*m")
MEMORY, TIMEOUT = 500_000_000, 20


def same(a: str, b: str) -> bool:
    """Are two printed values the same, but for the way they are broken into lines?"""
    return squeezed(a) == squeezed(b)


def squeezed(text: str) -> str:
    return _GAPS.sub(lambda m: m.group() if m.group()[0] == '"' else " ", text).strip()


def evaluate(chunks: list[str], backend: str) -> dict[str, Any]:
    """What the last chunk printed and answered, as the oracle says it."""
    out = io.StringIO()
    value = error = None
    runtime = pyfront.Runtime(
        "sema", backend=backend, stdout=out, stderr=io.StringIO(), stdin=io.StringIO(""), memory=MEMORY, timeout=TIMEOUT,
        allow=("clock", "random", "env", "file", "process"),
    )
    for chunk in chunks:
        out.seek(0)
        out.truncate()
        value = error = None
        try:
            value = runtime.written(runtime.compile(chunk, "<input>"))
        except pyfront.Error as e:
            error = str(e)
        except Exception as e:
            error = f"internal: {type(e).__name__}: {e}"
    return {"value": value, "output": out.getvalue(), "error": error}


def verdict(case: Case, answer: Any, got: dict[str, Any]) -> str | None:
    """ "" if it is right, what is wrong if not; None if there is nothing to compare with."""
    if case.kind == "error":
        if got["error"] is None:
            return f"no error, but {got['value']}"
        if got["error"].startswith("internal:"):
            return str(got["error"])
        wanted = rust_string(case.expected, 0) if case.expected else None
        if wanted and wanted[0].lower() not in got["error"].lower():
            return f"MESSAGE without {wanted[0]!r}: {got['error'].splitlines()[0]}"
        return ""
    wanted = [] if answer is None or answer["error"] else ["nil" if answer["value"] is None else answer["value"]]
    if case.kind == "program":
        if not wanted:
            return None
        output = "\n".join(answer["output"])
        if got["error"]:
            return str(got["error"])
        if _CHANCE.search(case.code):
            return ""
        # under node each piece of output is a line, and styles of a terminal are left out
        return "" if _GAP.sub("", output) == _GAP.sub("", got["output"]) else f"output {got['output'][-300:]!r}, not {output[-300:]!r}"
    if wanted and case.kind == "line" and _CHANCE.search(case.code):
        return str(got["error"]) if got["error"] else ""
    if not wanted:
        written = rust_value(case.expected) if case.kind == "value" else None
        if written is None:
            return None
        wanted = [written]
    elif case.kind == "line" and case.expected:
        wanted.append(case.expected)
    elif case.kind == "value":
        wanted.append(rust_value(case.expected) or wanted[0])
    value = "nil" if got["value"] is None else got["value"]
    if got["error"]:
        return str(got["error"])
    return "" if any(same(value, one) for one in wanted) else f"{value}, not {wanted[0]}"


def run_set(cases: list[Case], answers: dict[str, Any], backend: str) -> tuple[list[str], dict[str, str]]:
    """Names of the cases that pass, and what is wrong with the others. Those with nothing to compare with are left out."""
    passed: list[str] = []
    failed: dict[str, str] = {}
    for case in cases:
        answer = answers.get(case.name)
        if verdict(case, answer, {"value": "", "error": None, "output": ""}) is None:
            continue
        try:
            found = verdict(case, answer, evaluate([*case.before, case.code], backend))
        except RecursionError:
            found = "internal: RecursionError"
        if found:
            failed[case.name] = found
        else:
            passed.append(case.name)
    return passed, failed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", default=["tables", "docs", "programs"])
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--backend", default="vm")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    spec = Path(os.environ["VMCORE_SPEC"])
    answers = json.loads((spec / "sema-oracle.json").read_text(encoding="utf-8"))
    cases = all_cases(spec / "sema")
    for name in options.sets or list(cases):
        chosen = [one for one in cases[name] if options.only in one.name or options.only in one.code]
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            passed, failed = run_set(chosen, answers, options.backend)
            os.chdir(spec)
        if options.v:
            for case in chosen:
                if case.name in failed:
                    print(f"{case.name}\t{case.code[-200:]!r}\t{failed[case.name][:300]!r}")
        print(f"{name}: {len(passed)} of {len(passed) + len(failed)}", flush=True)


if __name__ == "__main__":
    main()
