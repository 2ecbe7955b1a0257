(module
  (import "m" "memory" (memory 2 3))
  (import "m" "table" (table 1 2 funcref)))
