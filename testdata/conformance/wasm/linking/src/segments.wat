;; A data segment that does not fit a memory of one page.
(module
  (import "m" "memory" (memory 1))
  (data (i32.const 65530) "twelve bytes"))
