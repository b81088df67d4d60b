"""Modules of WebAssembly in the text format that several tests use."""

from __future__ import annotations

# Valid ones.
ACCEPTED = [
    "(func (result i32) (unreachable))",
    "(func (result i32) unreachable i32.add)",
    "(func (result i64) unreachable select)",
    "(func (result i32) (return (i32.const 1)) drop)",
    "(func (result i32) (block (result i32) (br 0 (i32.const 1)) (i32.eqz)))",
    "(func (param i32) (result i32 i32) (local.get 0) (local.get 0))",
    "(func (param i32) (result i32) (local.get 0) (loop (param i32) (result i32) (br_if 0 (i32.const 1))))",
    "(func (param i32) (result i32) (if (param) (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))",
    "(func (param i32 i32) local.get 0 local.get 1 (if (param i32) (then drop) (else drop)))",
    "(func (param f64) (result f64) (local.get 0) (if (param f64) (result f64) (i32.const 1) (then)))",
    "(func (result i32) (loop (result i32) (br 0)))",
    "(type $t (func)) (func (param (ref $t)) (result funcref) (local.get 0))",
    "(type $a (func)) (type $b (func)) (func (param (ref $a)) (result (ref $b)) (local.get 0))",
    "(type $a (sub (struct))) (type $b (sub $a (struct (field i32)))) (func (param (ref $b)) (result (ref null $a)) (local.get 0))",
    "(rec (type $a (struct (field (ref $b)))) (type $b (struct (field (ref $a))))) (rec (type $c (struct (field (ref $d)))) (type $d (struct (field (ref $c))))) (func (param (ref $b)) (result (ref $d)) (local.get 0))",
    "(func (local (ref func)) (local.set 0 (ref.func 0)) (drop (local.get 0))) (elem declare func 0)",
    "(func (export \"f\") (drop (ref.func 0)))",
    "(memory i64 1) (func (result i32) (i32.load offset=0xffff_ffff_ffff_ffff (i64.const 0)))",
    "(table i64 1 funcref) (func (result i64) (table.grow (ref.null func) (i64.const 1)))",
    "(memory i64 1) (memory 1) (func (memory.copy 0 1 (i64.const 0) (i32.const 0) (i32.const 0)))",
    "(func (result i32) (local i32) (block (br_table 0 0 (i32.const 1)) ) (local.tee 0 (i32.const 3)))",
    "(func (param v128) (drop (local.get 0)) (drop (select (local.get 0) (local.get 0) (i32.const 1))))",
]  # fmt: skip

# A module with many kinds of instructions.
MANY = """(module
  (type $s (sub (struct (field (mut i8)) (field (ref null $s)) (field f64)))) (type $t (sub $s (struct (field (mut i8)) (field (ref null $t)) (field f64) (field i32))))
  (type $a (array (mut i16))) (type $f (func (param i32 i64) (result i32 f32))) (type $e (func (param i32)))
  (memory 1) (memory i64 1) (table 3 funcref) (table 2 externref) (global $g (mut i32) (i32.const 0)) (tag $x (type $e)) (data "abc") (elem $el func 0 1)
  (func $f0 (type $f) (block (result i32 f32) (br_table 0 1 0 (i32.const 1) (f32.const 2) (i32.const 0))) (drop) (drop)
     (loop (param) (br_if 0 (i32.eqz (local.get 0)))) (if (result i32) (local.get 0) (then (i32.const 3)) (else (i32.load offset=4 (i32.const 0)))) (f32.const 1))
  (func $f1 (param (ref null $s) (ref $t) v128) (result i32) (local (ref $a)) (local.set 3 (array.new $a (i32.const 1) (i32.const 2)))
     (array.set $a (local.get 3) (i32.const 0) (i32.const 5)) (struct.set $s 0 (local.get 1) (i32.const 2))
     (drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (local.get 2) (local.get 2)))
     (block $b (result (ref $t)) (drop (br_on_cast $b (ref null $s) (ref $t) (local.get 0))) (return (i32.const 1))) (struct.get $s 2) (drop)
     (drop (block (result i32) (try_table (catch $x 0) (throw $x (i32.const 3))) (i32.const 0))) (memory.copy 0 1 (i32.const 0) (i64.const 0) (i32.const 0)) (memory.init 0 0 (i32.const 0) (i32.const 0) (i32.const 1))
     (table.set 0 (i32.const 0) (ref.func $f0)) (drop (call_indirect (type $f) (i32.const 1) (i64.const 2) (i32.const 0))) (return_call $f1 (ref.null none) (local.get 1) (local.get 2))))"""
