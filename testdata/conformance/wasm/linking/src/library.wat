;; Exports one of everything, for another module to import.
(module
  (import "host" "log" (func $log (param i32)))
  (memory (export "memory") 1 4)
  (table $t (export "table") 4 8 funcref)
  (global (export "counter") (mut i32) (i32.const 10))
  (global (export "constant") i64 (i64.const -7))
  (type $ii (func (param i32) (result i32)))
  (func $double (export "double") (type $ii) local.get 0 i32.const 2 i32.mul)
  (func $triple (type $ii) local.get 0 i32.const 3 i32.mul)

  (func (export "call") (param i32 i32) (result i32) local.get 0 local.get 1 call_indirect (type $ii))
  (func (export "report") (param i32) local.get 0 call $log)
  (elem (table $t) (i32.const 0) func $double $triple)
  (data (i32.const 0) "library"))
