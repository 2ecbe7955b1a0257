package rewrite

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/bundle"
	"github.com/w2c-dev/w2c/transform/diag"
)

// nodeVariant is the script for Node 24: wrangler's own target and syntax, as
// an ES module beside src/platform. A service worker's globals are declared.
func nodeVariant(b *bundle.Bundler, globals []string) bundle.Variant {
	v := bundle.Variant{
		Target:    api.ES2024,
		Supported: map[string]bool{"using": true},
		Host: func(name string) (external, source string) {
			if rest, ok := strings.CutPrefix(name, "cloudflare:"); ok {
				return "./platform/cloudflare-" + rest + ".ts", ""
			}
			if name == "node:assert" {
				name = "node:assert/strict" // workerd has no loose comparisons
			}
			return name, ""
		},
		Data: func(b64 string) string {
			return fmt.Sprintf("Uint8Array.from(atob(%q), (c) => c.charCodeAt(0)).buffer", b64)
		},
		Wasm: func(_ string, data []byte) string {
			return fmt.Sprintf("import { wasmModule } from \"./platform/wasm.ts\";\nexport default wasmModule(%q);\n", base64.StdEncoding.EncodeToString(data))
		},
	}
	if b.Node == bundle.NodeNone {
		v.Define = nodeOnly
	}
	v.Banner = b.Compat.Prelude()
	if b.Syntax == manifest.ServiceWorker && len(globals) > 0 {
		// A service worker is a sloppy script, where assigning to an undeclared name
		// makes a global; in a module it throws. Declaring the names is the same to
		// everyone who does not look for them before they are set.
		v.Banner += "var " + strings.Join(globals, ", ") + ";"
	}
	if b.HasTable() {
		v.Supported["dynamic-import"] = false
		v.Banner += gojaRequire
		v.Entry = fmt.Sprintf("import table from %q;\n__w2c_table = table;\nexport * from %q;\nexport { default } from %[2]q;\n",
			bundle.TableModule, bundle.UserEntry)
	}
	return v
}

// nodeOnly are globals that Node has and a Worker without nodejs_compat has not.
// Libraries look for them to learn where they run, and would take another path.
var nodeOnly = map[string]string{
	"process": "undefined", "globalThis.process": "undefined",
	"Buffer": "undefined", "globalThis.Buffer": "undefined",
	"setImmediate": "undefined", "globalThis.setImmediate": "undefined",
	"clearImmediate": "undefined", "globalThis.clearImmediate": "undefined",
	"global": "undefined",
}

// Node makes the script for Hono and Express. Diagnostics with errors mean
// there is none.
func Node(b *bundle.Bundler, globals []string) (Script, diag.List, error) {
	v := nodeVariant(b, globals)
	built, ds, err := b.Build(v)
	if err != nil || ds.HasErrors() {
		return Script{}, ds, err
	}
	if namesAreIdle(string(built.Script)) {
		v.DropNames = true
		if built, ds, err = b.Build(v); err != nil || ds.HasErrors() {
			return Script{}, ds, err
		}
	}
	return Script{Code: built.Script, Map: built.Map, Built: built, namesDropped: v.DropNames}, ds, nil
}

// PlainNode says how esbuild alone makes the script that Node made of the same
// globals, or why it cannot.
func PlainNode(b *bundle.Bundler, globals []string, s Script) (p bundle.Plain, why string) {
	return b.Plain(nodeVariant(b, globals), s.Built)
}

// Proved says whether the settings make the same script of the files in dir. The
// calls that keep names are left out of both where Node found them idle.
func (s Script) Proved(p bundle.Plain, dir string) bool {
	p.KeepNames = p.KeepNames && !s.namesDropped
	script, _, err := p.Build(dir)
	return err == nil && bundle.Same(s.Code, script)
}

// Linked is a script that names its map, and the map, which lies beside it.
func (s Script) Linked() (code, sourceMap []byte) { return s.LinkedAs("worker.js") }

// LinkedAs is Linked for a script of another name in src/.
func (s Script) LinkedAs(name string) (code, sourceMap []byte) {
	m := *s.Map
	m.Drop()
	// The map lies in src/; its sources are named from the project's root.
	m.Sources = slices.Clone(m.Sources)
	for i, name := range m.Sources {
		m.Sources[i] = "../" + name
	}
	return append(append([]byte(nil), s.Code...), "//# sourceMappingURL="+name+".map\n"...), m.Encode()
}
