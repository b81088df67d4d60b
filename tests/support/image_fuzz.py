"""Child process of test_verifier: damages images, loads them, runs what is accepted.

    python image_fuzz.py BACKEND FIRST COUNT     prints the number of the case before it, so that a crash is found again

Whatever a damaged image is, it is refused or runs within its limits: no crash, no hang, no broken heap, and no exception
but those of the machine.
"""

from __future__ import annotations

import faulthandler
import io
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from struct import pack_into, unpack_from

from pyfront import Runtime
from pyfront.report import frame_calls
from pyfront.scheme.language import IMAGES, library_path
from vmcore._host import Machine
from vmcore._image import Image
from vmcore.errors import ImageError, MachineError
from vmcore.ops import OPS

HEADER, RECORD = 40, 56
TEXTS = {
    "lists": "(define (f x) (if (null? x) 0 (+ (car x) (f (cdr x))))) (display (f '(1 2 3 4.5 1/2)))"
             "(sort (map (lambda (x y) (* x y)) '(3 1 2) '(1 2 3)) <)",
    "closures": "(define (g n) (let loop ((i 0) (s '())) (if (< i n) (loop (+ i 1) (cons (lambda () (set! i (+ i 1)) i) s))"
                " (map (lambda (p) (p)) s)))) (g 5) (define h (case-lambda ((a) a) ((a b . c) (list a b c)))) (h 1 2 3)",
    "records": "(define-record-type p (make-p x y) p? (x p-x set-p-x!) (y p-y)) (let ((a (make-p 1 2))) (set-p-x! a 5)"
               " (list (p-x a) (p-y a) (vector-map (lambda (x) x) #(1 2 3)) (string-append \"a\" \"\u03bb\") #\\a 'sym))",
    "inlined": "(define n 3) (define (add a b) (+ a b)) (define (last l) (if (null? (cdr l)) (add (car l) n) (last (cdr l))))"
               " (define (f l) (let loop ((i 0) (s 0)) (if (< i 3) (loop (add i 1) (add s (last l))) s)))"
               " (list (f '(1 2 3)) (guard (e (#t 0)) (f '(a))))",
    "control": "(define k #f) (define n 0) (dynamic-wind (lambda () 1) (lambda () (call/cc (lambda (c) (set! k c)))) list)"
               "(set! n (+ n 1)) (if (< n 3) (k 1)) (guard (e (#t (list 'caught e))) (raise 'x)) (guard (e (#t e)) (car 1))"
               "(let-values (((a b) (values 1 2))) (letrec ((e? (lambda (n) (or (= n 0) (o? (- n 1))))) (o? (lambda (n)"
               " (and (> n 0) (e? (- n 1)))))) (list a b (e? 11))))",
}
USE_LIBRARY = "(list (map + '(1 2) '(3 4)) (sort '(3 1 2) <) (vector-map car #((1) (2))) (assoc 2.0 '((1 . 2) (2 . 3)) =)" \
              "(guard (e (#t 1)) (error \"x\")) (call/cc (lambda (k) (for-each k '(1)))) (string-map char-upcase \"abc\"))"


def images(backend: str) -> list[tuple[str, bytes]]:
    out = [("library", Path(library_path(IMAGES[backend])).read_bytes())]
    return out + [(name, Runtime(backend=backend).compile(text, whole=True).images[backend]) for name, text in TEXTS.items()]


class Regions:
    """Where the parts of an image are."""

    def __init__(self, data: bytes, tree: bool) -> None:
        head = unpack_from("<8I", data, 8)
        consts = HEADER + RECORD * head[2]
        code = -(-(consts + head[4]) // 8) * 8
        self.parts = {
            "header": (8, HEADER), "records": (HEADER, consts), "constants": (consts, consts + head[4]),
            "code": (code, code + 2 * head[5]), "positions": (code + 2 * head[5], code + 2 * head[5] + head[6]),
            "sources": (code + 2 * head[5] + head[6], len(data)),
        }
        self.size = 24 if tree else 8


def mutate(data: bytes, rng: random.Random, tree: bool) -> bytes:
    out = bytearray(data)
    regions = Regions(data, tree)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        name = rng.choice(("code", "code", "code", "records", "constants", "constants", "header", "positions", "sources"))
        low, high = regions.parts[name]
        if high <= low:
            continue
        if name == "code":
            code_word(out, rng, low, high, regions.size, tree)
        elif name in ("records", "header"):
            at = low + rng.randrange((high - low) // 4) * 4
            pack_into("<I", out, at, number(rng, unpack_from("<I", out, at)[0]))
        else:
            out[rng.randrange(low, high)] = rng.choice((0, 1, 0x3F, 0x7F, 0x80, 0xFF, rng.randrange(256)))
    if rng.random() < 0.03:
        del out[rng.randrange(len(out)):]
    return bytes(out)


def number(rng: random.Random, old: int) -> int:
    return rng.choice((0, 1, old + 1, max(old - 1, 0), old * 2, 255, 65535, 65536, 0x7FFFFFFF, 0xFFFFFFFF,
                       rng.randrange(300))) & 0xFFFFFFFF


def code_word(out: bytearray, rng: random.Random, low: int, high: int, size: int, tree: bool) -> None:
    at = low + rng.randrange((high - low) // size) * size
    kind = rng.randrange(10)
    if kind == 0 and high - low >= 2 * size:  # another instruction in its place
        other = low + rng.randrange((high - low) // size) * size
        out[at:at + size] = out[other:other + size]
    elif kind == 1 and not tree:
        pack_into("<H", out, at, rng.randrange(len(OPS) + 2))
    else:
        word = at + 2 * rng.randrange(size // 2)
        pack_into("<H", out, word, number(rng, unpack_from("<H", out, word)[0]) & 0xFFFF)


def machine(backend: str) -> Machine:
    m = Machine()
    if backend == "treewalk":
        m.use_tree_walker()
    m.set_limits(fuel=20_000, timeout=2, memory=64 << 20, max_depth=10_000)
    m.define_stubs("machine:")
    m.set_stream(0, io.StringIO("input"))
    m.set_stream(1, io.StringIO())
    m.set_stream(2, io.StringIO())
    return m


def frames_of(error: BaseException) -> Iterator[str]:
    """What a backtrace would show."""
    tables: dict[int, object] = {}
    for number, (name, image, function, at, _) in enumerate(getattr(error, "frames", [])):
        for called, *_ in frame_calls(name, image, function, image.place(function, at), number, tables):
            yield called


def attempt(m: Machine, data: bytes) -> bool:
    """Loads and runs; was it accepted? Also asks for the positions of the functions."""
    try:
        image = Image(data)
        unit = m.load(image)
    except (ImageError, MemoryError):
        return False
    try:
        repr(unit())
    except (MachineError, RecursionError, MemoryError, KeyboardInterrupt) as error:
        for _, where, function, at, _ in getattr(error, "frames", []):
            where.position(function, at)
        list(frames_of(error))
    return True


def case(seed: int, backend: str, originals: list[tuple[str, bytes]], use: bytes) -> bool:
    rng = random.Random(seed)
    which = rng.randrange(len(originals)) if rng.random() < 0.85 else 0
    data = mutate(originals[which][1], rng, backend == "treewalk")
    m = machine(backend)
    if rng.random() < 0.2:
        m.set_test_hooks(gc_stress=True)
        m.set_limits(fuel=300, timeout=2, memory=64 << 20)
    if which:
        m.load(Image(originals[0][1]))()
    accepted = attempt(m, data)
    if accepted and not which:
        attempt(m, use)
    broken = m.collect()
    if broken:
        raise AssertionError(f"broken heap invariant {broken}")
    return accepted


def main() -> None:
    faulthandler.enable()
    backend, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    originals = images(backend)
    use = Runtime(backend=backend).compile(USE_LIBRARY).images[backend]
    accepted = 0
    for seed in range(first, first + count):
        print(seed, flush=True)
        accepted += case(seed, backend, originals, use)
    print("accepted", accepted)


if __name__ == "__main__":
    main()
