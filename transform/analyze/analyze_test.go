package analyze_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/w2c-dev/w2c/transform/analyze"
	"github.com/w2c-dev/w2c/transform/bundle"
	"github.com/w2c-dev/w2c/transform/project"
	"github.com/w2c-dev/w2c/transform/rewrite"
)

// facts analyses a project whose first file is the entry.
func facts(t *testing.T, archive string, bindings ...string) analyze.Facts {
	t.Helper()
	p := project.Project{Dir: t.TempDir(), CompatibilityDate: "2026-01-01"}
	if !strings.HasPrefix(archive, "-- ") {
		archive = "-- index.js --\n" + archive
	}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(p.Dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		if p.Main == "" {
			p.Main = f.Name
		}
	}
	b, ds, err := bundle.New(context.Background(), &p, bundle.Output{})
	if err != nil || ds.HasErrors() {
		t.Fatal(ds, err)
	}
	s, ds, err := rewrite.Goja(b)
	if err != nil || ds.HasErrors() {
		t.Fatal(ds, err)
	}
	return analyze.Script(analyze.Input{Tree: s.Tree, Code: s.Code, Map: s.Map, Syntax: b.Syntax, Bindings: bindings})
}

func handlers(f analyze.Facts) string {
	var names []string
	for _, h := range f.Handlers {
		names = append(names, h.Name)
	}
	if !f.HandlersKnown {
		names = append(names, "?")
	}
	return strings.Join(names, " ")
}

func TestHandlers(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"an object":            {"export default { async fetch() {}, scheduled: () => {}, helper() {} }", "fetch scheduled"},
		"a named object":       {"const worker = { fetch, 'queue': q }; function fetch() {} function q() {} export default worker", "fetch queue"},
		"a spread object":      {"const base = { fetch() {} }; export default { ...base, email() {} }", "email fetch"},
		"a spread call":        {"export default { ...make(), tail() {} }; function make() { return {} }", "tail ?"},
		"a class":              {"export default class extends Object { fetch() {} constructor() { super() } static scheduled() {} }", "fetch"},
		"a class, exported as": {"class W { fetch() {} scheduled() {} } export { W as default }", "fetch scheduled"},
		"a router":             {"class R { fetch() {} } export default new R()", "?"},
		"a wrapped object":     {"const wrap = (x) => x; export default wrap({ fetch() {} })", "?"},
		"satisfies":            {"-- index.ts --\nexport default { fetch() {} } satisfies ExportedHandler\n", "fetch"},
		"from another file":    {"-- index.js --\nexport { default } from './w.js';\n-- w.js --\nexport default { fetch() {} };\n", "fetch"},
		"through a cycle":      {"-- index.js --\nimport './w.js'; export const x = 1; export default { fetch() {} };\n-- w.js --\nimport { x } from './index.js'; globalThis.y = () => x;\n", "fetch"},
		"a service worker":     {"addEventListener('fetch', f); self.addEventListener('scheduled', f); function f() {}", "fetch scheduled"},
		"a silent script":      {"console.log(1)", "?"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := handlers(facts(t, c.source)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHandlersArePlaced(t *testing.T) {
	f := facts(t, "-- src/index.ts --\ninterface Env {}\n\nexport default {\n  async queue(batch: unknown, env: Env) {},\n};\n")
	if got := f.Handlers[0].Span.String(); got != "src/index.ts:4:9" {
		t.Error(got)
	}
}

func TestClasses(t *testing.T) {
	f := facts(t, `
import { DurableObject } from "cloudflare:workers";
import * as workers from "cloudflare:workers";
export class Counter extends DurableObject {}
export class Flow extends workers.WorkflowEntrypoint {}
export class Plain { static make() { return new Plain() } }
export const notOne = 1;
export default {};
`)
	var got []string
	for _, c := range f.Classes {
		got = append(got, c.Name+":"+c.Extends+"@"+c.Span.String())
	}
	want := "Counter:DurableObject@index.js:4:8 Flow:WorkflowEntrypoint@index.js:5:8 Plain:@index.js:6:8"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}

func TestGlobals(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"a global":            {"export default { f: () => TailEvent.default }", "TailEvent@index.js:1:27"},
		"a constructor":       {"export default { f: () => new PerformanceObserver() }", "PerformanceObserver@index.js:1:31"},
		"a parameter":         {"export default { f: (TailEvent) => TailEvent.default }", ""},
		"a local":             {"export default { f() { const HTMLRewriter = class {}; return new HTMLRewriter() } }", ""},
		"an import":           {"-- index.js --\nimport { HTMLRewriter } from './h.js'; export default { f: () => new HTMLRewriter() }\n-- h.js --\nexport class HTMLRewriter {}\n", ""},
		"a property":          {"export default { f: (x) => x.TailEvent, HTMLRewriter: 1 }", ""},
		"a string":            {"export default { f: () => 'new PerformanceObserver()' }", ""},
		"behind typeof":       {"export default { f: () => typeof TailEvent !== 'undefined' && TailEvent.default }", "TailEvent?@index.js:1:63"},
		"of globalThis":       {"export default { f: () => globalThis.TailEvent?.default }", "TailEvent?@index.js:1:38"},
		"called":              {"export default { f: () => new globalThis.PerformanceObserver() }", "PerformanceObserver@index.js:1:42"},
		"in globalThis":       {"export default { f: () => 'TailEvent' in globalThis ? TailEvent : 0 }", "TailEvent?@index.js:1:55"},
		"in a package":        {"-- index.js --\nimport 'pkg'; export default {}\n-- node_modules/pkg/index.js --\nglobalThis.x = () => TailEvent.default;\n", "TailEvent*@node_modules/pkg/index.js:1:22"},
		"once sure, once not": {"export default { f: () => [globalThis.TailEvent, TailEvent.default] }", "TailEvent@index.js:1:50"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, u := range facts(t, c.source).Globals {
				s := u.Name
				if u.Guarded {
					s += "?"
				}
				if u.Package {
					s += "*"
				}
				got = append(got, s+"@"+u.Span.String())
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestImports(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"names":       {`import { env, Nope as n } from "cloudflare:workers"; export default { f: () => [env.A, n, n] }`, "cloudflare:workers Nope@index.js:1:88, cloudflare:workers env@index.js:1:81"},
		"the default": {`import w from "cloudflare:workers"; export default { f: () => w }`, "cloudflare:workers default@index.js:1:63"},
		"the module":  {`import * as w from "cloudflare:workers"; export default { f: () => w.tracing }`, "cloudflare:workers tracing?@index.js:1:70"},
		"taken apart": {`import * as w from "cloudflare:workers"; const { tracing: t } = w; export default { f: () => t }`, "cloudflare:workers tracing?@index.js:1:50"},
		"two modules": {"-- index.js --\nimport { env } from 'cloudflare:workers'; import './b.js'; export default { f: () => env }\n-- b.js --\nimport { connect } from 'cloudflare:sockets'; globalThis.c = connect;\n", "cloudflare:sockets connect@b.js:1:62, cloudflare:workers env@index.js:1:86"},
		"a type":      {"-- index.ts --\nimport { Nope } from 'cloudflare:workers'; export default { f: (x: Nope) => x }\n", ""},
		"not used":    {`import { Nope } from "cloudflare:workers"; export default {}`, ""},
		"a namesake":  {`import { env } from "cloudflare:workers"; export default { f: (w) => [w.tracing, env] }`, "cloudflare:workers env@index.js:1:82"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, i := range facts(t, c.source).Imports {
				s := i.Module + " " + i.Name
				if i.Asked {
					s += "?"
				}
				got = append(got, s+"@"+i.Span.String())
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestLiterals(t *testing.T) {
	f := facts(t, `
import "pkg";
const base = "https://API.example.com/v1";
export default { f: (host, id) => [base, "http://localhost:3000", "wss://ws.example.net/x", `+"`https://cdn.example.org/${id}`, `https://${host}.example.com/`, `https://part${host}`"+`,
  "http://www.w3.org/2000/svg", "see https://not.example at the start", "https://", "https://*.example.com/"] };
-- node_modules/pkg/index.js --
globalThis.docs = "https://docs.example/errors";
`)
	if got := strings.Join(f.Outbound, " "); got != "api.example.com cdn.example.org localhost:3000 ws.example.net" {
		t.Errorf("outbound %q", got)
	}
	for source, want := range map[string]bool{
		"export default { f: (u) => u.pathname === '/healthz' }":                                         true,
		"export default { f: (app) => app.get('/readyz', () => {}) }":                                    true,
		"export default { f: (u) => /^\\/healthz$/.test(u) }":                                            true,
		"export default { f: (u) => u.pathname === '/health' }":                                          false,
		"import 'pkg'; export default {}\n-- node_modules/pkg/index.js --\nglobalThis.x = '/healthz';\n": false,
	} {
		if got := facts(t, source).OwnPaths; got != want {
			t.Errorf("%s: %v", source, got)
		}
	}
}

func TestUses(t *testing.T) {
	for source, want := range map[string]string{
		"export default { fetch: (request) => fetch(request) }":                                                        "upstream",
		"addEventListener('fetch', (event) => event.respondWith(fetch(event.request)))":                                "upstream",
		"export default { fetch: (c) => fetch(c.req.raw) }":                                                            "upstream",
		"export default { async fetch(request) { const r = new Request(request, { headers: {} }); return fetch(r) } }": "upstream",
		"export default { fetch: (request) => fetch(request.clone()) }":                                                "upstream",
		"export default { fetch: (request) => fetch('https://x.example', request) }":                                   "",
		"export default { f() { const request = new Request('https://x.example'); return fetch(request) } }":           "",
		"const fetch = (x) => x; export default { fetch: (request) => fetch(request) }":                                "",
		"export default { fetch: (r, env, ctx) => { ctx.waitUntil(1) } }":                                              "wait",
		"export default { fetch: (r, env, ctx) => { ctx.passThroughOnException() } }":                                  "pass",
		"export default { f: () => crypto.randomUUID() }":                                                              "crypto",
		"export default { f: () => globalThis.crypto.subtle }":                                                         "crypto",
	} {
		f := facts(t, source)
		var got []string
		for name, on := range map[string]bool{"upstream": f.Upstream != nil, "wait": f.WaitUntil, "pass": f.PassThrough, "crypto": f.Crypto} {
			if on {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", source, got, want)
		}
	}
}

func TestBindingsAndImplicitGlobals(t *testing.T) {
	f := facts(t, "export default { fetch(r, env) { const { DB } = env; return env.KV.get(env['TEXT']) } }", "KV", "DB", "TEXT", "UNUSED")
	if got := strings.Join(f.Bindings, " "); got != "DB KV TEXT" {
		t.Errorf("bindings %q", got)
	}
	f = facts(t, "handler = (e) => { count = KV; let local; local = 1 }; addEventListener('fetch', handler)", "KV")
	if got := strings.Join(f.Implicit, " "); got != "count handler" {
		t.Errorf("implicit %q", got)
	}
	if got := strings.Join(f.Bindings, " "); got != "KV" {
		t.Errorf("bindings %q", got)
	}
}

// Facts are plain data: nothing in them depends on the folder or the moment.
func TestFactsRepeat(t *testing.T) {
	source := "export default { fetch: (request, env) => [Cloudflare, env.A, fetch(request), new PerformanceObserver(), 'https://a.example/'] }"
	one, _ := json.Marshal(facts(t, source, "A"))
	two, _ := json.Marshal(facts(t, source, "A"))
	if string(one) != string(two) {
		t.Errorf("%s\n%s", one, two)
	}
}
