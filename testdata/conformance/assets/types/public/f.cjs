cjs
