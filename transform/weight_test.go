package transform

import (
	"slices"
	"strings"
	"testing"
)

func TestPackageOf(t *testing.T) {
	for file, want := range map[string]string{
		"src/index.ts":                                       "",
		"node_modules/marked/lib/marked.esm.js":              "marked",
		"node_modules/@noble/curves/ed25519.js":              "@noble/curves",
		"node_modules/a/node_modules/@s/b/index.js":          "@s/b",
		"../node_modules/.pnpm/x@1/node_modules/x/index.mjs": "x",
	} {
		if got := packageOf(file); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
}

func TestWeight(t *testing.T) {
	light := []string{"src/index.ts", "node_modules/hono/dist/index.js"}
	if r := weight(light, 100_000, map[string][]byte{"a.wasm": make([]byte, 3000)}); len(r) != 0 {
		t.Errorf("a router is heavy: %q", r)
	}
	r := weight(append(slices.Clone(light), "node_modules/marked/a.js", "node_modules/marked/b.js"), 2<<20, map[string][]byte{"a.wasm": make([]byte, heavyWasm+1)})
	if len(r) != 3 || !strings.Contains(r[0], "marked") || !strings.Contains(r[1], "WebAssembly") || !strings.Contains(r[2], "script") {
		t.Errorf("reasons: %q", r)
	}
}
