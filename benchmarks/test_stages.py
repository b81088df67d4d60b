"""Compile speed: each stage from text to a loaded program alone, on the largest example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pyfront.emit.emit import compile_unit
from pyfront.emit.image import write_image
from pyfront.languages import language
from pyfront.passes import run as run_passes
from pyfront.scheme.reader import read_all
from pyfront.text.source import SourceMap
from vmcore._image import Image

EXAMPLE = Path(__file__).parent.parent / "examples" / "tiny_language.scm"
TEXT = EXAMPLE.read_text(encoding="utf-8")
ROUNDS = 10


def expanded() -> tuple[Any, SourceMap]:
    """Core IR of the example, in a fresh environment."""
    scheme = language("scheme")
    sources = SourceMap()
    unit, _, _ = scheme.expand(sources.add(EXAMPLE.name, TEXT), sources, scheme.environment())
    return unit, sources


def image() -> bytes:
    unit, sources = expanded()
    return write_image(compile_unit(run_passes(unit), 0), sources)


@pytest.fixture(autouse=True)
def lines(benchmark: Any) -> None:
    benchmark.group = "stages"
    benchmark.extra_info["lines"] = TEXT.count("\n")


def test_read(benchmark: Any) -> None:
    source = SourceMap().add(EXAMPLE.name, TEXT)
    data = benchmark(read_all, source)
    assert len(data) > 50


def test_read_and_expand(benchmark: Any) -> None:
    unit, _ = benchmark.pedantic(expanded, rounds=ROUNDS)
    assert unit is not None


def test_passes(benchmark: Any) -> None:
    # a pass consumes its tree, so every round has its own
    unit = benchmark.pedantic(run_passes, setup=lambda: ((expanded()[0],), {}), rounds=ROUNDS)
    assert unit is not None


def test_generate_code(benchmark: Any) -> None:
    codes = benchmark.pedantic(compile_unit, setup=lambda: ((run_passes(expanded()[0]), 0), {}), rounds=ROUNDS)
    assert len(codes) > 50


def test_write_image(benchmark: Any) -> None:
    unit, sources = expanded()
    codes = compile_unit(run_passes(unit), 0)
    data = benchmark(write_image, codes, sources)
    assert data[:8] == b"VMIMAGE1"


def test_verify(benchmark: Any) -> None:
    data = image()
    benchmark.extra_info["bytes"] = len(data)
    assert benchmark(Image, data) is not None


def test_all(benchmark: Any) -> None:
    data = benchmark.pedantic(image, rounds=ROUNDS)
    assert len(data) > 1000
