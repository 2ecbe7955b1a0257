;; Newer instructions: bulk memory, sign extension, saturating conversion, SIMD,
;; several results, tail calls, extended constant expressions.
(module
  (memory (export "memory") 1)
  (global (export "sum") i32 (i32.add (i32.const 40) (i32.const 2)))
  (data $d "passive")
  (func (export "init") i32.const 16 i32.const 0 i32.const 7 memory.init $d data.drop $d)
  (func (export "fill") (param i32 i32 i32) local.get 0 local.get 1 local.get 2 memory.fill)
  (func (export "copy") (param i32 i32 i32) local.get 0 local.get 1 local.get 2 memory.copy)
  (func (export "extend") (param i32) (result i32) local.get 0 i32.extend8_s)
  (func (export "saturate") (param f64) (result i32) local.get 0 i32.trunc_sat_f64_s)
  (func (export "lanes") (param i32 i32) (result i32)
    (i32x4.extract_lane 2 (i32x4.add (i32x4.splat (local.get 0)) (i32x4.splat (local.get 1)))))
  (func (export "swap") (param i32 i64) (result i64 i32) local.get 1 local.get 0)
  (func $count (export "count") (param i32 i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (local.get 1))
      (else (return_call $count (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 1) (i32.const 1)))))))
