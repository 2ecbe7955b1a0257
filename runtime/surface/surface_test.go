package surface_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/jsloop/looptest"
	"github.com/w2c-dev/w2c/runtime/surface"
	"github.com/w2c-dev/w2c/runtime/webapi"
)

func TestTableIsSorted(t *testing.T) {
	for _, table := range [][]surface.Row{surface.Globals, surface.Modules} {
		if !slices.IsSortedFunc(table, func(a, b surface.Row) int { return strings.Compare(a.Name, b.Name) }) {
			t.Error("not sorted")
		}
	}
}

// The goja column is what an isolate has: a class that lands must change the
// table, or every Worker that uses it would still be refused.
func TestGojaColumn(t *testing.T) {
	i := looptest.Start(t, webapi.Classes)
	for _, r := range surface.Globals {
		path := strings.Split(r.Name, ".")
		js := fmt.Sprintf("let v = globalThis; for (const n of %q.split('.')) { if (v === undefined || v === null) break; v = v[n] } return v !== undefined", strings.Join(path, "."))
		if got := i.Run(js); got != r.Goja {
			t.Errorf("%s: the isolate has it: %v, the table says %v", r.Name, got, r.Goja)
		}
	}
	for _, r := range surface.Modules {
		js := fmt.Sprintf("try { __w2c_module(%q); return true } catch { return false }", r.Name)
		if got := i.Run(js); got != r.Goja {
			t.Errorf("%s: the isolate has it: %v, the table says %v", r.Name, got, r.Goja)
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
		{"WebAssembly on goja", surface.Has(surface.Goja, "WebAssembly"), false},
		{"WebAssembly on Node", surface.Has(surface.Node, "WebAssembly"), true},
		{"node:fs on goja", surface.ServesModule(surface.Goja, "node:fs"), false},
		{"node:fs on Node", surface.ServesModule(surface.Node, "node:fs"), true},
		{"cloudflare:sockets anywhere", surface.HasModule("cloudflare:sockets"), false},
		{"cloudflare:workers anywhere", surface.HasModule("cloudflare:workers"), true},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", c.what, c.got)
		}
	}
}
