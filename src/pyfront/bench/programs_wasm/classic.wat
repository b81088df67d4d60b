;; The programs of the table of the design: each export takes how many times, and answers what a run answers.
(module
  (memory (export "memory") 1)

  (func $fib (param $n i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else (i32.add (call $fib (i32.sub (local.get $n) (i32.const 1))) (call $fib (i32.sub (local.get $n) (i32.const 2)))))))

  (func (export "fib") (param $times i32) (result i32) (local $answer i32)
    (loop $again
      (local.set $answer (call $fib (i32.const 20)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (local.get $answer))

  (func $tak (param $x i32) (param $y i32) (param $z i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $y) (local.get $x))
      (then (call $tak
        (call $tak (i32.sub (local.get $x) (i32.const 1)) (local.get $y) (local.get $z))
        (call $tak (i32.sub (local.get $y) (i32.const 1)) (local.get $z) (local.get $x))
        (call $tak (i32.sub (local.get $z) (i32.const 1)) (local.get $x) (local.get $y))))
      (else (local.get $z))))

  (func (export "tak") (param $times i32) (result i32) (local $answer i32)
    (loop $again
      (local.set $answer (call $tak (i32.const 18) (i32.const 12) (i32.const 6)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (local.get $answer))

  (func $arith (param $n i64) (result i64) (local $i i64) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (local.get $i)))
      (br_if $next (i64.lt_s (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.get $sum))

  (func (export "arith") (param $times i32) (result i64) (local $answer i64)
    (loop $again
      (local.set $answer (call $arith (i64.const 1000000)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (local.get $answer))

  ;; primes below n; a byte of memory for each number
  (func $sieve (param $n i32) (result i32) (local $i i32) (local $k i32) (local $count i32)
    (loop $clear
      (i32.store8 (local.get $i) (i32.const 1))
      (br_if $clear (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.set $i (i32.const 2))
    (loop $next
      (if (i32.load8_u (local.get $i))
        (then
          (local.set $count (i32.add (local.get $count) (i32.const 1)))
          (local.set $k (i32.shl (local.get $i) (i32.const 1)))
          (block $done
            (loop $strike
              (br_if $done (i32.ge_u (local.get $k) (local.get $n)))
              (i32.store8 (local.get $k) (i32.const 0))
              (local.set $k (i32.add (local.get $k) (local.get $i)))
              (br $strike)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $count))

  (func (export "sieve") (param $times i32) (result i32) (local $answer i32)
    (loop $again
      (local.set $answer (call $sieve (i32.const 65536)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (local.get $answer))

  (func $fib_loop (param $n i32) (result i32) (local $a i32) (local $b i32) (local $sum i32)
    (local.set $b (i32.const 1))
    (loop $next
      (local.set $sum (i32.add (local.get $a) (local.get $b)))
      (local.set $a (local.get $b))
      (local.set $b (local.get $sum))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $a))

  (func (export "fib_loop") (param $times i32) (result i32) (local $answer i32)
    (loop $again
      (local.set $answer (call $fib_loop (i32.const 25)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (local.get $answer))

  (func $gcd (param $a i32) (param $b i32) (result i32) (local $rest i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $b)))
        (local.set $rest (i32.rem_u (local.get $a) (local.get $b)))
        (local.set $a (local.get $b))
        (local.set $b (local.get $rest))
        (br $next)))
    (local.get $a))

  ;; the sum of the greatest common divisors of 700000 and 1000001, 1000002, ...
  (func (export "gcd") (param $times i32) (result i32) (local $i i32) (local $sum i32)
    (loop $again
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (local.set $sum (i32.add (local.get $sum) (call $gcd (i32.add (i32.const 1000000) (local.get $i)) (i32.const 700000))))
      (br_if $again (i32.lt_u (local.get $i) (local.get $times))))
    (local.get $sum)))
