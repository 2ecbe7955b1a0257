package rewrite_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/es/regexp"
	"github.com/w2c-dev/w2c/transform/bundle"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/project"
	"github.com/w2c-dev/w2c/transform/rewrite"
)

// bundler prepares the project in a txtar archive.
func bundler(t *testing.T, archive string, p project.Project) *bundle.Bundler {
	t.Helper()
	p.Dir = t.TempDir()
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
	if p.CompatibilityDate == "" {
		p.CompatibilityDate = "2026-01-01"
	}
	b, ds, err := bundle.New(context.Background(), &p, bundle.Output{})
	if err != nil || ds.HasErrors() {
		t.Fatal(text(ds), err)
	}
	return b
}

func text(l diag.List) string {
	var b strings.Builder
	if err := (diag.Text{W: &b}).List(l); err != nil {
		return err.Error()
	}
	return b.String()
}

// load runs a script as the host does and returns the registered namespace.
func load(t *testing.T, s rewrite.Script) (*goja.Runtime, goja.Value) {
	t.Helper()
	l := jsloop.New(jsloop.Options{})
	if err := regexp.Install(l); err != nil {
		t.Fatal(err)
	}
	vm := l.VM()
	if err := vm.Set("__w2c_stack", func(e *goja.Object) goja.Value { return vm.ToValue(jsloop.Stack(e.Get("stack").String(), 10)) }); err != nil {
		t.Fatal(err)
	}
	var worker goja.Value
	set := func(name string, v any) {
		if err := vm.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	set("__w2c_register", func(c goja.FunctionCall) goja.Value { worker = c.Argument(0); return goja.Undefined() })
	set("__w2c_module", func(c goja.FunctionCall) goja.Value {
		return vm.ToValue(map[string]any{"name": c.Argument(0).String()})
	})
	if _, err := vm.RunString(`Symbol.asyncIterator ??= Symbol("Symbol.asyncIterator"); Symbol.dispose ??= Symbol("Symbol.dispose")`); err != nil {
		// Symbols of the language cannot be assigned to; the lowered code finds others.
		t.Log(err)
	}
	v, err := vm.RunScript("worker.js", string(s.Inline()))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.Code)
	}
	p, ok := v.Export().(*goja.Promise)
	if !ok {
		t.Fatalf("the script is %T, not a promise", v.Export())
	}
	if p.State() == goja.PromiseStateRejected {
		t.Fatalf("%v\n%s", p.Result(), s.Code)
	}
	if worker == nil {
		t.Fatal("nothing was registered")
	}
	return vm, worker
}

// eval calls the default export's f and returns its result, awaited.
func eval(t *testing.T, source string, p project.Project) string {
	t.Helper()
	s, ds, err := rewrite.Goja(bundler(t, source, p))
	if err != nil || ds.HasErrors() {
		t.Fatal(text(ds), err)
	}
	vm, worker := load(t, s)
	if err := vm.Set("worker", worker); err != nil {
		t.Fatal(err)
	}
	v, err := vm.RunString("(async () => String(await worker.default.f()))()")
	if err != nil {
		t.Fatal(err)
	}
	promise := v.Export().(*goja.Promise)
	if promise.State() != goja.PromiseStateFulfilled {
		t.Fatalf("%v: %v", promise.State(), promise.Result())
	}
	return promise.Result().String()
}

func TestGojaRunsWhatItLacks(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"async generators": {`
			async function* g() { yield 1; yield* [2, 3] }
			export default { async f() { let s = ""; for await (const x of g()) s += x; return s } }`, "123"},
		"super in an async generator": {`
			class A { async m() { return 2 } }
			class B extends A { async *g() { yield await super.m() } }
			export default { async f() { for await (const x of new B().g()) return x } }`, "2"},
		"fields called get, set and async": {`
			class A { get = 1; static set = 2; async = 3; other; #get = 4; #set = 5; v() { return "" + A.set + this.async + this.get + this.other + this.#get + this.#set + (#get in this) } }
			class B { #get = 6; v() { return this.#get } }
			export default { f: () => new A().v() + new B().v() + "#get" }`, "231undefined45true6#get"},
		"functions in such fields": {`
			class A { #v = 1; get = () => this.#v; set = (v) => { this.#v = v }; static async = async () => 3 }
			export default { async f() { const a = new A(); a.set(2); return a.get() + a.get.name + (await A.async()) + A.async.name } }`, "2get3async"},
		"a private name before &&": {`
			class A { #x = 1; static is(v, w) { return [v && #x in v && w, #x in v || w, !(#x in v), (#x in v) && (#x in [v][0] && w) ? 1 : 2] } }
			export default { f: () => [...A.is(new A(), 3), ...A.is({}, 4)] }`, "3,true,false,1,false,4,true,2"},
		"constants that no memory holds": {`
			function never() { return [2n ** (2n ** 40n), -(1n << (1n << 40n)), ((2n ** 60000n) ** 60000n) * 3n, 7n ** ~-(8n ** 15n) || 0, 1n >> -(2n ** 50n), void (3n ** 99999999999n)] }
			export default { f: () => [typeof never, 2n ** 64n, (2n ** 70000n) >> 69990n, (3n << 70000n) >> 69999n, (-2n) ** 3n] }`, "function,18446744073709551616,1024,6,-8"},
		"decorators": {`
			const twice = (m) => function (...a) { return m.apply(this, a) * 2 };
			class A { @twice v() { return 21 } }
			export default { f: () => new A().v() }`, "42"},
		"using": {`
			const log = [];
			export default { f() { { using r = { [Symbol.dispose]() { log.push("disposed") } }; log.push("used") } return log } }`, "used,disposed"},
		"top-level await": {`
			const v = await Promise.resolve("awaited");
			export default { f: () => v }`, "awaited"},
		"property escapes": {`
			export default { f: () => ["É".match(/\p{Lu}/u)?.[0], /^[\p{L}\d]+$/u.test("é1"), /\p{Script=Greek}/u.test("α"), /\p{Script=Greek}/u.test("a"), /\p{L}/.test("p{L}"), /[\p{L}--[a-z]]/v.test("a"), /[\p{L}--[a-z]]/v.test("é")] }`,
			"É,true,true,false,true,false,true"},
		"a regex inside a string": {`export default { f: () => "/\\p{Lu}/u" + '/\\p{Lu}/v' }`, `/\p{Lu}/u/\p{Lu}/v`},
		"platform modules":        {`import { name } from "cloudflare:workers"; import * as ns from "node:fs"; export default { f: () => name + ns.name }`, "cloudflare:workersnode:fs"},
		"a name with a comma":     {`const o = { "a, b": (x) => x }; export default { f: () => o["a, b"](1) + o["a, b"].name }`, "1a, b"},
		"new.target of a call": {`
			function F() { return new.target }
			function G(d = new.target) { "a, directive"; return (() => [new.target, d])() }
			const o = { m() { return new.target }, get g() { return new.target }, f: function () { return new.target } };
			class A { x = [F(), G(), o.m(), o.g, o.f(), this.n(), [1].map(() => F())[0]]; constructor() { this.x.push(F(), ...G(), o.m(), o.g, o.f(), this.n(), [1].map(() => F())[0], new.target === A) } n() { return new.target } }
			export default { f: () => String(new A().x) }`, ",,,,,,,,,,,,,,,,true"},
		"new.target of a construction": {`
			function F(d = new.target) { this.t = [new.target, d] }
			function G() { this.t = (() => [new.target])() }
			class A extends F {} class B extends G { constructor() { super() } } class C { static t = new.target; constructor() { this.t = [new F().t[0], new G().t[0], Reflect.construct(F, [], Array)[0] ?? "array"] } }
			export default { f: () => [new F().t, new G().t, new A().t, new B().t, new (F.bind())().t, Reflect.construct(G, [], A).t, new C().t].flat().map((x) => x?.name ?? x).join() + C.t }`, "F,F,G,A,A,B,F,F,A,F,G,arrayundefined"},
		"class names":               {`class Foo {} export default { f: () => Foo.name + (() => {}).name + (class Bar {}).name }`, "FooBar"},
		"an unknown dynamic import": {`export default { f: (n = "x") => import(n).catch((e) => e.message) }`, `No such module "x".`},
		"strict mode":               {`export default { f() { return (function () { return this })() === undefined } }`, "true"},
	} {
		t.Run(name, func(t *testing.T) {
			got := eval(t, "-- index.js --\n"+c.source+"\n", project.Project{CompatibilityFlags: []string{"nodejs_compat"}})
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestGojaDataModules(t *testing.T) {
	got := eval(t, `
-- index.js --
import bytes from "./a.bin";
import text from "./a.txt";
export default { f: () => bytes.constructor.name + bytes.byteLength + text };
-- a.bin --
12345
-- a.txt --
ü
`, project.Project{})
	if got != "ArrayBuffer6ü\n" {
		t.Errorf("got %q", got)
	}
}

func TestGojaAdditionalModules(t *testing.T) {
	got := eval(t, `
-- index.js --
const pick = (n) => "./lang/" + n + ".js";
export default { f: async () => { const name = pick("de"); return (await import(name)).hello } };
-- lang/de.js --
export const hello = "hallo";
-- lang/en.js --
export const hello = "hello";
`, project.Project{Build: project.Build{FindAdditionalModules: true, Rules: []project.Rule{{Type: "ESModule", Globs: []string{"**/*.js"}}}}})
	if got != "hallo" {
		t.Errorf("got %q", got)
	}
}

func TestGojaServiceWorkerIsSloppy(t *testing.T) {
	s, ds, err := rewrite.Goja(bundler(t, "-- index.js --\nhandler = function () { return this };\nglobalThis.same = handler() === globalThis;\n", project.Project{}))
	if err != nil || ds.HasErrors() {
		t.Fatal(text(ds), err)
	}
	vm, worker := load(t, s)
	if !goja.IsNull(worker) || !vm.Get("same").ToBoolean() {
		t.Errorf("registered %v, this is the global object: %v\n%s", worker, vm.Get("same"), s.Code)
	}
}

func TestGojaRefusals(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"a wrong order": {"const a = 1;\nexport default { f: () => [a, /[b-a]/v] };\n",
			"index.js:2:31: W2C-S011: the regular expression /[b-a]/v is not valid: Range out of order in character class"},
		"an unknown property": {"export default { f: () => /\\p{Nope}/u };\n", "index.js:1:27: W2C-S011: the regular expression /\\p{Nope}/u is not valid: Invalid property name"},
	} {
		t.Run(name, func(t *testing.T) {
			s, ds, err := rewrite.Goja(bundler(t, "-- index.js --\n"+c.source, project.Project{}))
			if err != nil {
				t.Fatal(err)
			}
			if got := text(ds); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want it to start with %q\n%s", got, c.want, s.Code)
			}
			if s.Tree == nil && strings.Contains(c.want, "S011") {
				t.Error("no tree for the analysis")
			}
		})
	}
}

// Stacks must name the user's line and column, also behind text that was moved.
func TestGojaStacksShowTheSource(t *testing.T) {
	source := `-- src/index.ts --
import { fail } from "./deep";

export default {
  f(): string {
    try { return fail("x") } catch (e: any) { return e.stack }
  },
};
-- src/deep.ts --
interface Unused { a: string }
export function fail(x: string): string { class A { get = 1 } const r = /\p{Lu}/u; if (r.test(x)) return ""; throw new Error("deep" + new A().get) }
`
	stack := eval(t, source, project.Project{Main: "src/index.ts"})
	lines := strings.Split(source, "\n")
	column := strings.Index(lines[len(lines)-2], "new Error") + 1
	for _, at := range []string{fmt.Sprintf("\n    at fail (src/deep.ts:2:%d)\n", column), "\n    at f (src/index.ts:5:23)"} {
		if !strings.Contains(stack, at) {
			t.Errorf("no %s in:\n%s", at, stack)
		}
	}
}

func TestInlineMapHasNoSources(t *testing.T) {
	s, _, err := rewrite.Goja(bundler(t, "-- index.js --\nexport default { secret: 1 };\n", project.Project{}))
	if err != nil {
		t.Fatal(err)
	}
	_, b64, _ := strings.Cut(string(s.Inline()), "base64,")
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(b64))
	if err != nil || strings.Contains(string(raw), "sourcesContent") || !strings.Contains(string(raw), `"index.js"`) {
		t.Errorf("%s %v", raw, err)
	}
}

// Names must be what V8 gives, whether esbuild's calls are kept or not.
func TestNames(t *testing.T) {
	source := `
-- index.js --
import { pick as other } from "./other.js";
function pick() {}
const arrow = () => {};
class Plain { static made = new Plain(); field = () => {}; static { this.late = 1 } }
const Anonymous = class {};
let Late; Late = class extends Plain {};
const Self = class Inner { static me = Inner.name };
export default { f: () => [pick, other, arrow, Plain, Anonymous, Late, Self, new Plain().field, ({ p: () => {} }).p, ({ ["__proto__"]: () => {} })["__proto__"]].map((x) => x.name) };
-- other.js --
export function pick() {}
`
	want := "pick,pick,arrow,Plain,Anonymous,Late,Inner,field,p,__proto__"
	if got := eval(t, source, project.Project{}); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	s, _, err := rewrite.Goja(bundler(t, source, project.Project{}))
	if err != nil {
		t.Fatal(err)
	}
	// Only what was renamed or has no name of its own is told.
	if n := strings.Count(string(s.Code), "__name("); n > 3 {
		t.Errorf("%d calls are left:\n%s", n, s.Code)
	}
}

func TestNodeScriptIsReadable(t *testing.T) {
	s, ds, err := rewrite.Node(bundler(t, `
-- src/index.ts --
import { Hello } from "./hello";
export class Named {}
export default { fetch: (): Response => new Response(new Hello().text) };
-- src/hello.ts --
export class Hello { text = greet("world") }
function greet(who: string) { return "Hello " + who }
`, project.Project{}), nil)
	if err != nil || len(ds) != 0 {
		t.Fatal(text(ds), err)
	}
	want := `// src/hello.ts
var Hello = class {
  text = greet("world");
};
function greet(who) {
  return "Hello " + who;
}

// src/index.ts
var Named = class {
};
var index_default = { fetch: () => new Response(new Hello().text) };
export {
  Named,
  index_default as default
};
`
	if string(s.Code) != want {
		t.Errorf("got\n%s", s.Code)
	}
	// A renamed function keeps its name by a call.
	s, _, err = rewrite.Node(bundler(t, "-- index.js --\nimport { f as g } from './b.js';\nfunction f() {}\nexport default { f: [f, g] };\n-- b.js --\nexport function f() {}\n", project.Project{}), nil)
	if err != nil || !strings.Contains(string(s.Code), `__name(f2, "f");`) {
		t.Errorf("%v\n%s", err, s.Code)
	}
}

func TestNodePlatformModules(t *testing.T) {
	s, ds, err := rewrite.Node(bundler(t, "-- index.js --\nimport { env } from \"cloudflare:workers\";\nimport fs from \"fs\";\nexport default { env, fs };\n", project.Project{CompatibilityFlags: []string{"nodejs_compat"}}), nil)
	if err != nil || len(ds) != 0 {
		t.Fatal(text(ds), err)
	}
	for _, want := range []string{`from "./platform/cloudflare-workers.ts"`, `from "node:fs"`} {
		if !strings.Contains(string(s.Code), want) {
			t.Errorf("no %s in\n%s", want, s.Code)
		}
	}
}
