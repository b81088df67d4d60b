"""``vmcore bench dsssl``: style sheets applied to documents beside OpenJade, where it is installed."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from pyfront.bench.dsssl_documents import book, model
from pyfront.bench.dsssl_measure import DOCBOOK, Failed, Run, openjade, ours, recompiled, warm
from pyfront.bench.options import chosen, complain
from pyfront.bench.report import align

PROGRAMS = Path(__file__).parent / "programs_dsssl"
BOOKS = {"5KB": 5_000, "100KB": 100_000, "1MB": 1_000_000, "2MB": 2_000_000, "12MB": 12_000_000}
TARGETS = {"5KB": 1.0, "100KB": 1.0, "1MB": 0.7, "2MB": 0.3, "12MB": 0.3, "code": 1.0}  # times OpenJade's time
ROWS = (*BOOKS, "code", "fib", "rules", "cache")
GROWTH = 1.5  # times the seconds per MB that 12 MB may take compared with 1 MB
SEED_WALKER = 6.5  # how much faster than its tree-walker the seed says that its virtual machine is
FIB_TIMES = 2000
LARGE = 1_500_000  # bytes: from there on one round is enough


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vmcore bench dsssl",
        description="Applies style sheets to generated documents, beside OpenJade if it is installed, and prints seconds of "
        "processor time of whole processes; the same files must be written. Books are formatted by docbook-dsssl.",
        epilog="rows: " + ", ".join(ROWS),
    )
    parser.add_argument("rows", nargs="*", help="rows to measure (all if none is named), or list")
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="XML books of your own, instead of generated ones")
    parser.add_argument("--one", action="store_true", help="each book as one file (default: a file for each chunk)")
    parser.add_argument("--style", type=Path, default=DOCBOOK, help="style sheet of the books (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each; the fastest counts (default %(default)s)")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds for one process (default %(default)g)")
    parser.add_argument("--check", action="store_true", help="a missed requirement is a failure: exit code 1")
    return parser


def main(argv: list[str]) -> int:
    options, rows = chosen(_parser(), argv, "rows", {name: name for name in ROWS})
    if not rows:
        return 0
    problems: list[str] = []
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="vmcore-bench-") as name:
        folder = Path(name)
        documents = _documents(rows, options, folder, problems)
        if documents:
            print(_table(documents, options, folder, problems, missed))
        if "fib" in rows:
            print(_fib(problems))
        if "rules" in rows:
            print(_rules(problems, missed))
        if "cache" in rows:
            print(_cache(options, folder, problems))
    complain({"required and missed": missed, "failed": problems})
    return 1 if problems or (options.check and missed) else 0


def _documents(rows: list[str], options: argparse.Namespace, folder: Path, problems: list[str]) -> list[tuple[str, Path, Path]]:
    """Row, style sheet, document."""
    found: list[tuple[str, Path, Path]] = []
    books = [row for row in rows if row in BOOKS]
    if books and not options.style.is_file():
        print(f"no books are measured: there is no {options.style} (Debian: docbook-dsssl)")
    elif books and options.folder is not None:
        paths = sorted(options.folder.glob("*.xml"), key=lambda path: path.stat().st_size)
        if not paths:
            problems.append(f"{options.folder} holds no .xml")
        found += [(path.stem, options.style, path) for path in paths]
    else:
        found += [(row, options.style, _written(folder / f"{row}.xml", book(BOOKS[row]))) for row in books]
    if "code" in rows:
        found.append(("code", PROGRAMS / "code.dsl", _written(folder / "code.xml", model(4_000_000))))
    return found


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _table(
    documents: list[tuple[str, Path, Path]], options: argparse.Namespace, folder: Path, problems: list[str], missed: list[str]
) -> str:
    rows = [["document", "KB", "files", "vmcore s", "openjade s", "vmcore/openjade", "s/MB", "target"]]
    each: dict[str, float] = {}
    for name, style, path in documents:
        size = path.stat().st_size
        flags = ["-V", "nochunks"] if options.one and style == options.style else []
        rounds = options.rounds if size < LARGE or name == "code" else 1
        try:
            own = ours(style, path, flags, rounds, options.timeout, folder / "cache")
            other = openjade(style, path, flags, rounds, options.timeout)
        except Failed as failed:
            problems.append(f"{name}: {failed}")
            continue
        each[name] = own.seconds / size * 1e6
        rows.append(_row(name, size, own, other, problems, missed))
        if sys.stderr.isatty():  # the large ones take minutes
            print("  ".join(rows[-1]), file=sys.stderr, flush=True)
    table = align(rows) + _growth(each, missed)
    if any(row[4] != "-" for row in rows[1:]):
        return table
    return table + "\nOpenJade is not installed (Debian: openjade, opensp): there is nothing to compare with."


def _growth(each: dict[str, float], missed: list[str]) -> str:
    """Does the time grow with the document, and no faster?"""
    if not {"1MB", "12MB"} <= each.keys():
        return ""
    ratio = each["12MB"] / each["1MB"]
    if ratio > GROWTH:
        missed.append(f"growth: {ratio:.2f} times the seconds per MB at 12 MB, not {GROWTH:g}")
    return f"\nseconds per MB, 12 MB beside 1 MB: {ratio:.2f} ({GROWTH:g} {'ok' if ratio <= GROWTH else 'MISSED'})"


def _row(name: str, size: int, own: Run, other: Run | None, problems: list[str], missed: list[str]) -> list[str]:
    cells = [name, f"{size / 1000:.0f}", str(len(own.files)), f"{own.seconds:.2f}"]
    target = TARGETS.get(name)
    if other is None:
        return [*cells, "-", "-", f"{own.seconds / size * 1e6:.2f}", "-"]
    names = own.files.keys() | other.files.keys() if other.ended else set()
    different = sorted(key for key in names if own.files.get(key) != other.files.get(key))
    if different:
        problems.append(f"{name}: {len(different)} files differ from OpenJade's: {', '.join(different[:4]) or 'the output'}")
    ratio = own.seconds / max(other.seconds, 1e-6)
    verdict = "-"
    if target is not None:
        verdict = f"{target:g} " + ("ok" if ratio <= target else "MISSED")
        if ratio > target:
            missed.append(f"{name}: {ratio:.2f} times OpenJade's time, not {target:g}")
    more, less = ("", "") if other.ended else (">", "<")
    return [*cells, f"{more}{other.seconds:.2f}", f"{less}{ratio:.2f}", f"{own.seconds / size * 1e6:.2f}", verdict]


def _fib(problems: list[str]) -> str:
    """The virtual machine beside the tree-walker."""
    document = f'<program times="{FIB_TIMES}"/>'.encode()
    fast, found = warm(PROGRAMS / "fib.scm", document, "vm")
    slow, same = warm(PROGRAMS / "fib.scm", document, "treewalk", 2)
    if not found == same == str(6765 * FIB_TIMES):
        problems.append(f"fib: {found} and {same}, not {6765 * FIB_TIMES}")
    each = 1e6 / FIB_TIMES
    return (
        f"\n(fib 20) in a rule, microseconds: vm {fast * each:.1f}, treewalk {slow * each:.1f}; "
        f"treewalk/vm {slow / fast:.1f} (the seed's: {SEED_WALKER})"
    )


def _rules(problems: list[str], missed: list[str]) -> str:
    """What it brings that rules are compiled once."""
    items = "<item>one <em>two</em> three</item>"
    kept, found = warm(PROGRAMS / "rules.scm", f"<list>{items * 500}</list>".encode(), "vm")
    seconds, uses, same = recompiled(PROGRAMS / "rules.scm", f"<list>{items * 500}</list>".encode())
    if found != same:
        problems.append("rules: with and without instructions that are kept, the output differs")
    if seconds < kept:
        missed.append(f"rules: {kept:.3f} s with instructions that are kept, {seconds:.3f} s without")
    return (
        f"instructions of rules, microseconds for one of {uses} uses: kept {kept / uses * 1e6:.2f}, "
        f"compiled each time {seconds / uses * 1e6:.1f}; ratio {seconds / kept:.0f}"
    )


def _cache(options: argparse.Namespace, folder: Path, problems: list[str]) -> str:
    """What it brings that compiled style sheets are kept on disk."""
    style = options.style if options.style.is_file() else PROGRAMS / "code.dsl"
    document = _written(folder / "small.xml", book(5_000) if style == options.style else model(5_000))
    try:
        on = ours(style, document, [], options.rounds, options.timeout, folder / "cache")
        off = ours(style, document, [], 1, options.timeout, folder / "cache", cached=False)
    except Failed as failed:
        problems.append(f"cache: {failed}")
        return ""
    if on.files != off.files:
        problems.append("cache: with and without it, the files differ")
    return f"{style.name}, seconds: from the cache {on.seconds:.2f}, compiled {off.seconds:.2f}"
