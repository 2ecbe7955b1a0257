package bundle_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/bundle"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/project"
)

// write puts the files of a txtar archive into a folder.
func write(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// plain is a variant without any server's needs.
func plain() bundle.Variant {
	return bundle.Variant{
		Target: api.ES2024,
		Host:   func(name string) (string, string) { return name, "" },
		Data:   func(b64 string) string { return `data("` + b64 + `")` },
		Wasm: func(name string, data []byte) string {
			return "import { compile } from \"./host.ts\";\nexport default compile(\"" + name + "\");\n"
		},
	}
}

// build bundles p, whose folder gets the files of the archive.
func build(t *testing.T, archive string, p project.Project) (bundle.Result, diag.List, *bundle.Bundler) {
	t.Helper()
	p.Dir = write(t, archive)
	if p.Main == "" {
		p.Main = "index.js"
	}
	if p.CompatibilityDate == "" {
		p.CompatibilityDate = "2026-01-01"
	}
	b, ds, err := bundle.New(context.Background(), &p, bundle.Output{Env: os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	if ds.HasErrors() {
		return bundle.Result{}, ds, b
	}
	r, more, err := b.Build(plain())
	if err != nil {
		t.Fatal(err)
	}
	return r, append(ds, more...), b
}

// text is a list of diagnostics as people see it.
func text(l diag.List) string {
	var b strings.Builder
	if err := (diag.Text{W: &b}).List(l); err != nil {
		return err.Error()
	}
	return b.String()
}

func contains(t *testing.T, got string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(got, p) {
			t.Errorf("no %q in:\n%s", p, got)
		}
	}
}

func lacks(t *testing.T, got string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(got, p) {
			t.Errorf("%q in:\n%s", p, got)
		}
	}
}

func TestSyntaxIsGuessedAsWranglerDoes(t *testing.T) {
	for name, c := range map[string]struct {
		source  string
		want    manifest.Syntax
		warning string
	}{
		"default export":        {"export default { fetch() {} }", manifest.Modules, ""},
		"default by name":       {"const w = {}; export { w as default }", manifest.Modules, ""},
		"no exports":            {"addEventListener('fetch', () => {})", manifest.ServiceWorker, ""},
		"no exports, imports":   {"import './other.js'; self.addEventListener('fetch', () => {})", manifest.ServiceWorker, ""},
		"exports and listens":   {"export const a = 1; addEventListener('fetch', () => {})", manifest.ServiceWorker, "W2C-S017"},
		"exports, own listener": {"const addEventListener = () => {}; export const a = 1; addEventListener('x')", manifest.Modules, ""},
		"only named exports":    {"export class Counter {}", manifest.Modules, ""},
		"only types":            {"export {}", manifest.ServiceWorker, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, ds, b := build(t, "-- index.js --\n"+c.source+"\n-- other.js --\n", project.Project{})
			if b.Syntax != c.want {
				t.Errorf("syntax is %s, wrangler says %s", b.Syntax, c.want)
			}
			if got := text(ds); (c.warning == "") != (got == "") || !strings.Contains(got, c.warning) {
				t.Errorf("diagnostics %q, want %q", got, c.warning)
			}
		})
	}
}

func TestConditionsAndMainFields(t *testing.T) {
	r, ds, _ := build(t, `
-- index.js --
import { from } from "conditional";
import { field } from "fields";
import "mainonly";
export default { fetch() { return new Response(from + field) } };
-- node_modules/conditional/package.json --
{"exports": {"node": "./node.js", "workerd": "./workerd.js", "default": "./default.js"}}
-- node_modules/conditional/workerd.js --
export const from = "the workerd condition";
-- node_modules/conditional/node.js --
export const from = "the node condition";
-- node_modules/conditional/default.js --
export const from = "the default condition";
-- node_modules/fields/package.json --
{"main": "main.js", "module": "module.js", "browser": "browser.js"}
-- node_modules/fields/browser.js --
export const field = "the browser field";
-- node_modules/fields/module.js --
export const field = "the module field";
-- node_modules/fields/main.js --
exports.field = "the main field";
-- node_modules/mainonly/package.json --
{"main": "lib.js"}
-- node_modules/mainonly/lib.js --
globalThis.x = "mainonly";
`, project.Project{})
	if len(ds) != 0 {
		t.Fatal(text(ds))
	}
	contains(t, string(r.Script), "the workerd condition", "the browser field", "mainonly")
	lacks(t, string(r.Script), "the node condition", "the module field", "the main field", "the default condition")
}

func TestSourceIsBundledAsWritten(t *testing.T) {
	r, ds, _ := build(t, `
-- index.tsx --
import { greet } from "@lib/greet";
import other from "aliased";
declare const VERSION: string;
const wrong: number = "types are not checked";
/** @jsx h */
function h(tag: string) { return tag }
export default { fetch: () => new Response(greet + other + VERSION + process.env.NODE_ENV + navigator.userAgent + wrong + <b/>) };
export class Counter {}
-- lib/greet.ts --
export const greet = "grüße from a tsconfig path";
-- replacement.js --
export default "the alias";
-- tsconfig.json --
{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}
`, project.Project{
		Main: "index.tsx",
		Build: project.Build{
			Alias:  map[string]string{"aliased": "./replacement.js"},
			Define: map[string]string{"VERSION": `"1.2.3"`},
		},
	})
	if len(ds) != 0 {
		t.Fatal(text(ds))
	}
	contains(t, string(r.Script), "grüße from a tsconfig path", "the alias", "1.2.3productionCloudflare-Workers", `h("b"`)
	if got := strings.Join(r.Exports, " "); got != "Counter default" {
		t.Errorf("exports %q", got)
	}
	if got := strings.Join(r.Inputs, " "); got != "index.tsx lib/greet.ts replacement.js" {
		t.Errorf("inputs %q", got)
	}
}

// A plugin's resolution has no tsconfig.json, so that <b/> would ask for React.
func TestTSConfigHoldsForTheFileAVirtualEntryImports(t *testing.T) {
	_, _, b := build(t, `
-- src/index.tsx --
export default { fetch: () => <b/> };
-- tsconfig.json --
{"compilerOptions": {"jsx": "react-jsx", "jsxImportSource": "own"}}
-- node_modules/own/jsx-runtime.js --
export const jsx = (tag) => "made by own " + tag;
`, project.Project{Main: "src/index.tsx"})
	v := plain()
	v.Entry = fmt.Sprintf("import * as worker from %q;\nregister(worker);\n", bundle.UserEntry)
	r, ds, err := b.Build(v)
	if err != nil || len(ds) != 0 {
		t.Fatal(err, text(ds))
	}
	contains(t, string(r.Script), "made by own", "register(")
	lacks(t, string(r.Script), "React")
}

func TestSideEffectsOfAServiceWorkerStay(t *testing.T) {
	_, _, b := build(t, `
-- index.js --
addEventListener("fetch", (e) => e.respondWith(new Response("still here")));
-- package.json --
{"sideEffects": false}
`, project.Project{})
	v := plain()
	v.Entry = fmt.Sprintf("import %q;\n", bundle.UserEntry)
	r, ds, err := b.Build(v)
	if err != nil || len(ds) != 0 {
		t.Fatal(err, text(ds))
	}
	contains(t, string(r.Script), "still here")
}

func TestNavigatorIsOnlyReplacedWhereItExists(t *testing.T) {
	for date, want := range map[string]bool{"2022-03-20": false, "2022-03-21": true} {
		r, _, _ := build(t, "-- index.js --\nexport default navigator.userAgent;\n", project.Project{CompatibilityDate: date})
		if got := strings.Contains(string(r.Script), "Cloudflare-Workers"); got != want {
			t.Errorf("%s: replaced %v, want %v", date, got, want)
		}
	}
}

func TestModulesAreInlinedByRule(t *testing.T) {
	r, ds, _ := build(t, `
-- src/index.js --
import text from "./page.html";
import sql from "../schema.sql?raw";
import bytes from "./a.bin";
import wasm from "./add.wasm?module";
import shader from "./a.glsl";
export default { text, sql, bytes, wasm, shader };
-- src/page.html --
<p>page</p>
-- src/a.bin --
bytes
-- src/add.wasm --
wasm
-- src/a.glsl --
void main
-- schema.sql --
select 1
`, project.Project{Main: "src/index.js", Build: project.Build{Rules: []project.Rule{{Type: "Text", Globs: []string{"**/*.glsl"}, Fallthrough: true}}}})
	// "../schema.sql?raw" matches no glob of wrangler's, and neither does it here.
	contains(t, text(ds), "schema.sql?raw")

	r, ds, _ = build(t, `
-- index.js --
import text from "./page.html";
import bytes from "./a.bin";
import wasm from "./add.wasm?module";
import shader from "./a.glsl";
export default { text, bytes, wasm, shader };
-- page.html --
<p>page</p>
-- a.bin --
bytes
-- add.wasm --
wasm
-- a.glsl --
void main
`, project.Project{Build: project.Build{Rules: []project.Rule{{Type: "Text", Globs: []string{"**/*.glsl"}, Fallthrough: true}}}})
	if len(ds) != 0 {
		t.Fatal(text(ds))
	}
	contains(t, string(r.Script), `"<p>page</p>\n"`, `data("Ynl0ZXMK")`, `compile("add-2025cc5b.wasm")`, `"void main\n"`)
	if len(r.Wasm) != 1 || r.Wasm[0].Name != "add.wasm" || r.Wasm[0].Span.String() != "index.js:3:18" {
		t.Errorf("wasm %+v", r.Wasm)
	}
}

func TestHiddenRuleIsAnError(t *testing.T) {
	_, ds, _ := build(t, `
-- index.js --
import page from "./page.html";
export default page;
-- page.html --
x
`, project.Project{Build: project.Build{Rules: []project.Rule{{Type: "Text", Globs: []string{"**/*.md"}}}}})
	contains(t, text(ds), `index.js:1:18: W2C-S005: "./page.html" matches the Text rule`, "fallthrough = true")
}

func TestMissingPackagesAreOneDiagnostic(t *testing.T) {
	archive := `
-- index.js --
import a from "zod";
import b from "@scope/pkg/deep";
import c from "zod/v4";
import d from "./missing.js";
export default { a, b, c, d };
`
	_, ds, _ := build(t, archive, project.Project{Package: project.PackageJSON{Manager: "pnpm", Dependencies: map[string]string{"zod": "^4"}}})
	if len(ds) != 2 {
		t.Fatalf("%d diagnostics:\n%s", len(ds), text(ds))
	}
	contains(t, text(ds), "W2C-S002: 2 packages are not installed: @scope/pkg, zod", "run `pnpm add @scope/pkg`", "not in package.json: @scope/pkg",
		`index.js:4:15: W2C-S001: Could not resolve "./missing.js"`)

	_, ds, _ = build(t, "-- index.js --\nimport \"zod\";\nexport default {};\n", project.Project{Package: project.PackageJSON{Dependencies: map[string]string{"zod": "^4"}}})
	contains(t, text(ds), `index.js:1:8: W2C-S002: the package "zod" is not installed`, "run `npm install`")
}

func TestSyntaxErrorsArePlaced(t *testing.T) {
	_, ds, _ := build(t, "-- index.js --\nexport default {\n  fetch() { return new }\n}\n", project.Project{})
	contains(t, text(ds), `index.js:2:24: W2C-S001: Unexpected "}"`, "    2 │   fetch() { return new }\n      ╵                        ~\n")
	_, ds, _ = build(t, "-- index.js --\nimport './b.js'; export default {}\n-- b.js --\nlet x; let x;\n", project.Project{})
	contains(t, text(ds), `b.js:1:12: W2C-S001: The symbol "x" has already been declared`)
}

func TestNodeModules(t *testing.T) {
	source := "-- index.js --\nimport fs from \"%s\";\nexport default { fs };\n"
	for name, c := range map[string]struct {
		module string
		date   string
		flags  []string
		want   string // "" when it is imported
	}{
		"off":                  {"node:fs", "2024-01-01", nil, "needs the nodejs_compat compatibility flag"},
		"off, bare":            {"fs", "2024-01-01", nil, `"fs" is a module of Node`},
		"v1":                   {"node:fs", "2024-01-01", []string{"nodejs_compat"}, ""},
		"v1, bare":             {"fs", "2024-01-01", []string{"nodejs_compat"}, `import it as "node:fs"`},
		"v2, bare":             {"fs", "2024-09-23", []string{"nodejs_compat"}, ""},
		"v2 by flag":           {"fs", "2024-01-01", []string{"nodejs_compat_v2"}, ""},
		"on by date":           {"fs", "2026-08-04", nil, ""},
		"on by date, refused":  {"node:fs", "2026-08-04", []string{"no_nodejs_compat", "no_nodejs_compat_v2"}, "needs the nodejs_compat"},
		"als":                  {"node:async_hooks", "2024-01-01", []string{"nodejs_als"}, ""},
		"als, another module":  {"node:fs", "2024-01-01", []string{"nodejs_als"}, "needs the nodejs_compat"},
		"an unknown cloud one": {"cloudflare:nothing", "2026-01-01", nil, "W2C-S007"},
		"a known cloud one":    {"cloudflare:workers", "2026-01-01", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, ds, _ := build(t, strings.ReplaceAll(source, "%s", c.module), project.Project{CompatibilityDate: c.date, CompatibilityFlags: c.flags})
			if c.want == "" {
				if len(ds) != 0 || len(r.Platform) != 1 || r.Platform[0].Span.String() != "index.js:1:16" {
					t.Fatalf("platform %+v\n%s", r.Platform, text(ds))
				}
				return
			}
			contains(t, text(ds), c.want, "index.js:1:16")
		})
	}
}

func TestServiceWorkerCannotImportThePlatform(t *testing.T) {
	_, ds, _ := build(t, "-- index.js --\nimport { env } from \"cloudflare:workers\";\naddEventListener('fetch', () => env);\n", project.Project{})
	contains(t, text(ds), "index.js:1:21: W2C-S008: a service worker cannot import cloudflare:workers")
}

func TestRequireOfNodeModules(t *testing.T) {
	r, ds, _ := build(t, `
-- index.js --
import util from "pkg";
export default util;
-- node_modules/pkg/index.js --
const fs = require("fs");
module.exports = fs.readFileSync;
`, project.Project{CompatibilityFlags: []string{"nodejs_compat"}})
	if len(ds) != 0 {
		t.Fatal(text(ds))
	}
	contains(t, string(r.Script), `import m from "node:fs"`)

	// Without the flag it is found out when it is reached, as in workerd.
	r, ds, _ = build(t, `
-- index.js --
let fs; try { fs = require("node:fs") } catch {}
export default { fs };
`, project.Project{})
	if len(ds) != 0 {
		t.Fatal(text(ds))
	}
	contains(t, string(r.Script), `No such module "node:fs".`)
}

func TestBuildCommand(t *testing.T) {
	_, ds, _ := build(t, "-- package.json --\n{}\n", project.Project{Build: project.Build{Command: `echo "export default {}" > index.js`}})
	if len(ds) != 0 {
		t.Fatal(text(ds))
	}
	_, ds, _ = build(t, "-- index.js --\nexport default {}\n", project.Project{Build: project.Build{Command: "echo building; echo broken >&2; exit 3"}})
	contains(t, text(ds), `W2C-S004: the build command "echo building; echo broken >&2; exit 3" failed: exit status 3`, "building", "broken")
	_, ds, _ = build(t, "-- package.json --\n{}\n", project.Project{Build: project.Build{Command: "true"}})
	contains(t, text(ds), `W2C-S003: the entry file "index.js" does not exist`, `the build command "true" ran and did not write it`)
}

func TestAssetsOnly(t *testing.T) {
	p := project.Project{Dir: t.TempDir(), CompatibilityDate: "2026-01-01"}
	b, ds, err := bundle.New(context.Background(), &p, bundle.Output{})
	if err != nil || len(ds) != 0 || !b.AssetsOnly() || b.Syntax != manifest.Modules {
		t.Fatal(b, ds, err)
	}
}

func TestLegacyGlobals(t *testing.T) {
	r, ds, _ := build(t, `
-- index.js --
addEventListener("fetch", (e) => e.respondWith(new Response(TEXT + DATA + WASM)));
-- a.txt --
text
-- b.dat --
data
-- c.wasm --
wasm
`, project.Project{Build: project.Build{
		TextBlobs: map[string]string{"TEXT": "a.txt"}, DataBlobs: map[string]string{"DATA": "b.dat"}, WasmModules: map[string]string{"WASM": "c.wasm"},
	}})
	if len(ds) != 0 {
		t.Fatal(text(ds))
	}
	contains(t, string(r.Script), `"text\n"`, `data("ZGF0YQo=")`, `compile("c-2025cc5b.wasm")`, "globalThis.TEXT = ", "globalThis.DATA = ", "globalThis.WASM = ")
}

func TestNoBundle(t *testing.T) {
	archive := `
-- src/index.js --
import { a } from "./lib/a.js";
import text from "note.txt";
export default { a, text, env: process.env.NODE_ENV };
-- src/lib/a.js --
export { b as a } from "./b.js";
-- src/lib/b.js --
export const b = 1;
-- src/note.txt --
note
`
	rules := []project.Rule{{Type: "ESModule", Globs: []string{"**/*.js"}}}
	r, ds, _ := build(t, archive, project.Project{Main: "src/index.js", Build: project.Build{NoBundle: true, FindAdditionalModules: true, Rules: rules}})
	if len(ds) != 0 {
		t.Fatal(text(ds))
	}
	contains(t, string(r.Script), `"note\n"`, "process.env.NODE_ENV")

	_, ds, _ = build(t, archive, project.Project{Main: "src/index.js", Build: project.Build{NoBundle: true, Rules: []project.Rule{{Type: "ESModule", Globs: []string{"lib/b.js"}}}}})
	contains(t, text(ds), `no module "lib/a.js"`)
}

func TestSameBytesEverywhere(t *testing.T) {
	archive := `
-- index.js --
import text from "./a.txt";
import { b } from "pkg";
export default { text, b };
-- a.txt --
x
-- node_modules/pkg/index.js --
export const b = 1;
`
	one, _, _ := build(t, archive, project.Project{})
	two, _, _ := build(t, archive, project.Project{})
	if string(one.Script) != string(two.Script) || string(one.Map.Encode()) != string(two.Map.Encode()) {
		t.Error("two folders, two results")
	}
	lacks(t, string(one.Script)+string(one.Map.Encode()), os.TempDir())
}
