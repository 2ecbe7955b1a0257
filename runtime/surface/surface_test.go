package surface_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/surface"
)

// What the table says is held against the servers by TestSurface in
// runtime/hosttest; here is whether it can be read.
func TestTable(t *testing.T) {
	text, err := os.ReadFile("table.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := surface.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 3000 {
		t.Errorf("%d rows: the table is not whole", len(rows))
	}
	if !slices.IsSortedFunc(rows, func(a, b surface.Row) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted")
	}
	if surface.Format(rows) != string(text) {
		t.Error("what Format writes, Parse does not read")
	}
	for _, bad := range []string{"x\tworks\n", "x\tworks\tperhaps\n"} {
		if _, err := surface.Parse(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestLookups(t *testing.T) {
	for _, c := range []struct {
		what string
		got  bool
		want bool
	}{
		{"an ordinary global", surface.Has(surface.Goja, "fetch"), true},
		{"what no platform has", surface.Has(surface.Goja, "mine"), true},
		{"promises of WebAssembly on goja", surface.Has(surface.Goja, "WebAssembly.promising"), false},
		{"promises of WebAssembly on Node", surface.Has(surface.Node, "WebAssembly.promising"), true},
		{"a name worth a remark", surface.Listed("WebAssembly.promising"), true},
		{"one that is not", surface.Listed("crypto"), false},
		{"node:path on goja", surface.ServesModule(surface.Goja, "node:path"), true},
		{"node:sqlite on goja", surface.ServesModule(surface.Goja, "node:sqlite"), false},
		{"a module that workerd lacks", surface.ServesModule(surface.Node, "node:sea"), false},
		{"cloudflare:node on Node", surface.ServesModule(surface.Node, "cloudflare:node"), false},
		{"cloudflare:workers anywhere", surface.HasModule("cloudflare:workers"), true},
		{"cloudflare:pipelines anywhere", surface.HasModule("cloudflare:pipelines"), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", c.what, c.got)
		}
	}
}
