"""The programs of the r7rs-benchmarks suite, from a folder that holds a copy of it: none of their text is here.

A program is what the suite's own driver makes: prelude, source, common part, postlude, and the line that starts it. It
reads its parameters from standard input; the first is the number of iterations, which ``iterations`` divides.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

FOLDER = "r7rs-benchmarks"  # in the folder that VMCORE_SPEC names
NAMES = (
    "browse deriv destruc diviter divrec puzzle triangl tak takl ntakl cpstak ctak "
    "fib fibc fibfp sum sumfp fft mbrot mbrotZ nucleic pi pnpoly ray simplex "
    "ack array1 string sum1 cat tail wc read1 "
    "compiler conform dynamic earley graphs lattice matrix maze mazefun nqueens paraffins parsing peval primes "
    "quicksort scheme slatex chudnovsky nboyer sboyer gcbench mperm equal bv2string"
).split()

OURS = "vmcore"
POSTLUDE = f'(define (this-scheme-implementation-name) "{OURS}")\n'
WORDS = "inputs/bib"  # the text that cat, tail and wc read: 4.5 MB, which copies of the suite may lack
_COUNT = re.compile(r"^\s*(\d+)", re.M)


def program(folder: Path, name: str, system: str = "") -> str:
    """The text of a program; ``system`` is whose prelude and postlude of the suite it gets, ours by default."""

    def part(file: str) -> str:
        path = folder / "src" / file
        return path.read_text(encoding="utf-8") if path.exists() else ""

    before = part(f"{system}-prelude.scm") if system else ""
    after = part(f"{system}-postlude.scm") if system else POSTLUDE
    return before + part(f"{name}.scm") + part("common.scm") + after + part("common-postlude.scm")


def parameters(folder: Path, name: str, divisor: int) -> str:
    """The input of a program, its number of iterations divided."""
    text = (folder / "inputs" / f"{name}.input").read_text(encoding="utf-8")
    found = _COUNT.search(text)
    assert found, f"{name}.input begins with no number"
    count = max(1, int(found[1]) // divisor)
    return text[: found.start(1)] + str(count) + text[found.end(1) :]


def _numbers(first: int) -> str:
    return "(" + " ".join(str(n) for n in range(first, 0, -1)) + ")"


# Where one iteration takes seconds: count, smaller parameters, and the answer that mathematics gives for them.
SMALL = {
    "tak": "1 18 12 6 7",
    "takl": f"1 {_numbers(18)} {_numbers(12)} {_numbers(6)} 7",
    "ntakl": f"1 {_numbers(18)} {_numbers(12)} {_numbers(6)} 7",
    "cpstak": "1 18 12 6 7",
    "ctak": "1 18 12 6 7",
    "fib": "1 25 75025",
    "fibc": "1 20 6765",
    "fibfp": "1 25.0 75025.0",
    "ack": "1 3 7 1021",  # 2^(n+3) - 3
    "gcbench": "1 12 0",
    "earley": "1 9 1430",  # a Catalan number
    "nqueens": "1 8 92",
    "nboyer": "1 1 591777",
    "sboyer": "1 1 591777",
    "paraffins": "1 17 24894",  # isomers of the alkane with as many carbon atoms
    "mperm": "2 8 2 1 1451520",  # n (n+1) n! / 2
}


def make_words(folder: Path) -> None:
    """Puts a text with the counts that wc.input asks for where the suite's own text is missing."""
    path = folder / WORDS
    if path.exists():
        return
    counts = re.search(r"\((\d+) (\d+) (\d+)\)", (folder / "inputs" / "wc.input").read_text(encoding="utf-8"))
    assert counts
    n_lines, n_words, n_chars = map(int, counts.groups())
    letters = "".join("etaoinshrdlucmfwypvbgkjqxz"[i * i % 26] for i in range(1000))
    length, longer = divmod(n_chars - n_words, n_words)  # a word is followed by one space or newline
    words = [
        letters[(i * 7) % 900 :][: length + (i * longer // n_words != (i + 1) * longer // n_words)]
        for i in range(n_words)
    ]
    ends = [i * n_words // n_lines for i in range(n_lines + 1)]
    path.write_text("".join(" ".join(words[a:b]) + "\n" for a, b in pairwise(ends)), encoding="ascii")


def result(output: str) -> float:
    """The seconds that a program printed; ValueError if it did not end with the right answer."""
    found = re.search(r"^Elapsed time: (\S+) seconds", output, re.M)
    if found is None:
        raise ValueError(output.strip()[-400:] or "no output")
    text = found[1]
    top, slash, bottom = text.partition("/")
    return float(top) / float(bottom) if slash else float(top)
