;; Its start function calls out.
(module
  (import "host" "begin" (func $begin (result i32)))
  (global $seen (export "seen") (mut i32) (i32.const 0))
  (func $start (global.set $seen (call $begin)))
  (start $start))
