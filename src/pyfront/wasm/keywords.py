"""The words of the text format; any other word is an unknown operator."""

from __future__ import annotations

from pyfront.wasm.immediates import CATCH_NAMES
from pyfront.wasm.optable import BY_NAME
from pyfront.wasm.types import HEAPS, NUMBERS, PACKED, REFS

SHAPES = {"i8x16": (8, 16), "i16x8": (16, 8), "i32x4": (32, 4), "i64x2": (64, 2), "f32x4": (32, 4), "f64x2": (64, 2)}

SCRIPT = frozenset(
    "register invoke get assert_return assert_trap assert_malformed assert_malformed_custom assert_invalid "
    "assert_invalid_custom assert_unlinkable assert_exhaustion assert_exception script input output definition instance "
    "nan:canonical nan:arithmetic either ref.extern ref.host ref.any ref.eq ref.i31 ref.struct ref.array ref.func ref.exn".split()
)

KEYWORDS = frozenset(
    "module binary quote type rec sub final func param result local struct array field mut ref null global table memory tag "
    "export import start elem data declare offset item then pagesize shared".split()
) | {*BY_NAME, *HEAPS, *NUMBERS, *PACKED, *REFS, *SHAPES, *CATCH_NAMES, *SCRIPT}
