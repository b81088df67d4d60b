"""The compiled parts, which read and check code: they get the table of instructions, and what they call types and errors."""

from __future__ import annotations

from pyfront.wasm.errors import MalformedModule
from pyfront.wasm.optable import OPS
from pyfront.wasm.types import type_name
from vmcore import _wasm_decode, _wasm_operands
from vmcore._wasm_check import Checker
from vmcore._wasm_decode import Reader, functions_named, instructions, signed, unsigned
from vmcore._wasm_operands import Invalid

__all__ = ["Checker", "Invalid", "Reader", "functions_named", "instructions", "signed", "unsigned"]

_CONSTANT = (
    "i32.const i64.const f32.const f64.const v128.const ref.null ref.func global.get i32.add i32.sub i32.mul i64.add i64.sub "
    "i64.mul struct.new struct.new_default array.new array.new_default array.new_fixed ref.i31 any.convert_extern "
    "extern.convert_any end"
).split()
_wasm_decode.configure(OPS, _CONSTANT, MalformedModule)
_wasm_operands.set_type_name(type_name)
