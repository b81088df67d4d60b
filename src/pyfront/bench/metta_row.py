"""Times one row of ``vmcore bench metta`` in a process of its own, and, as a script, in the Python that has hyperon.

``python metta_row.py ENGINE`` (vm, treewalk, hyperon) reads ``{"definitions", "form", "parts", "first"}`` as JSON and writes
seconds of processor time and a digest of the results, which are a multiset of texts.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
import sys
import time
from functools import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

ENOUGH, SAMPLES, LONG = 0.05, 3, 1.0  # seconds that a sample takes at least, samples, seconds after which one is enough


def best(run: Callable[[], object]) -> float:
    """Seconds of processor time of one call, the least of some samples."""
    rounds = 1
    while True:
        spent = _sample(run, rounds)
        if spent > ENOUGH:
            break
        rounds *= 2 if spent < ENOUGH / 10 else max(2, int(ENOUGH / spent) + 1)
    if spent > LONG:
        return spent / rounds
    return min(spent, *(_sample(run, rounds) for _ in range(SAMPLES - 1))) / rounds


def _sample(run: Callable[[], object], rounds: int) -> float:
    start = time.process_time()
    for _ in range(rounds):
        run()
    return time.process_time() - start


def digest(texts: list[str]) -> dict[str, Any]:
    """What a multiset of results is compared by. Names of variables are as the program wrote them."""
    lines = sorted(re.sub(r"(\$[^\s()#]*)#\d+", r"\1", text) for text in texts)
    return {"count": len(lines), "sha": hashlib.sha1("\n".join(lines).encode()).hexdigest(), "first": lines[:3]}


def start(engine: str) -> Any:
    if engine == "hyperon":
        hyperon = __import__("hyperon")
        return hyperon.MeTTa(env_builder=hyperon.Environment.test_env())
    from pyfront.metta import MeTTa

    return MeTTa(backend=engine)


def measure(engine: str, definitions: str, form: str, parts: bool, first: bool) -> dict[str, Any]:
    """``parts``: the result is one expression, and its elements are what is compared. ``first``: the form is run once, as a
    text, the first one of this process that is evaluated."""
    metta = start(engine)
    begin = time.process_time()
    metta.run(definitions)
    load = time.process_time() - begin
    if first:
        begin = time.process_time()
        results = metta.run("!" + form)[0]
        spent = time.process_time() - begin
        return {"load": load, "compile": None, "execute": spent, **digest([str(one) for one in results])}
    if engine == "hyperon":
        atom = metta.parse_single(form)
        read = partial(metta.parse_single, form)

        def run() -> Any:  # evaluate_atom leaves calls of collapse as they are
            return metta.run("!" + form)[0] if parts else metta.evaluate_atom(atom)
    else:
        compiled = metta.compile("!" + form)
        read = partial(metta.compile, "!" + form)

        def run() -> Any:
            return compiled()[0]

    begin = time.process_time()
    results = run()
    once = time.process_time() - begin
    texts = [str(one) for one in (results[0].get_children() if parts else results)]
    gc.collect()
    seconds = once if once > LONG else best(run)
    return {"load": load, "compile": best(read), "execute": seconds, **digest(texts)}


if __name__ == "__main__":
    sys.path.pop(0)  # of the script
    row = json.load(sys.stdin)
    print(json.dumps(measure(sys.argv[1], row["definitions"], row["form"], row["parts"], row["first"])))
