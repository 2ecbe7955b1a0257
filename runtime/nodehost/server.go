package nodehost

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/manifest"
)

// serverTS writes src/server.ts as a person would: the bindings this Worker
// has, the app, and the line that starts it.
func serverTS(m manifest.Manifest, o Options, parts []bound) string {
	server := o.Server
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	s := shapeOf(m, o, parts)

	framework := map[string]string{"hono": "a Hono app", "express": "an Express app"}[server]
	line("// Starts %s as %s.", comment(m.Name), framework)
	line("//")
	switch {
	case s.kept != nil:
		keptHead(line, s)
	case s.worker:
		line("// worker.js is the Worker as it was; platform/ gives it what Cloudflare gave it.")
		line("// Routes written before the last one are ordinary framework code and go first.")
	default:
		line("// There is no script, only files; platform/ serves them as Cloudflare did.")
		line("// Routes written before the last one are ordinary framework code and go first.")
	}
	writeImports(&b, m, server, s, parts)
	line("")
	line("const host = %s;", layOut(`createHost(new URL("..", import.meta.url), `+quote(m.Name)+")", 0, len("const host = "), 1))
	if off := flagsOff(m); len(off) > 0 {
		list := make([]string, len(off))
		for i, name := range off {
			list[i] = quote(name)
		}
		line("")
		line("// What came after the Worker's compatibility date.")
		line("%s;", layOut("switchOff("+strings.Join(list, ", ")+")", 0, 0, 1))
	}
	line("")
	writeEnv(&b, parts)
	writeOthers(line, o)
	if server == "express" {
		line("// Before the Worker, whose code may replace globals that Express reads.")
		line("const app = express();")
	}
	if s.worker {
		load := "loadWorker"
		if m.Syntax == manifest.ServiceWorker {
			load = "loadServiceWorker"
		}
		from := "./worker.js"
		if s.kept != nil {
			from = WorkerName
		}
		loading := fmt.Sprintf("await %s(env, () => import(%q));", load, from)
		if s.routes() && !s.handlers {
			line("%s", loading)
		} else {
			line("const worker = %s", loading)
		}
		if s.routes() {
			line("const { routes } = await import(%q);", from)
		}
	}
	declare := func(name, expression string) {
		head := "const " + name + " = "
		line("%s%s;", head, layOut(expression, 0, len(head), 1))
	}
	for i, p := range s.fronts {
		declare(numbered("front", i, len(s.fronts)), p.Front)
	}
	if s.handlers {
		for i, p := range s.triggers {
			declare(numbered("trigger", i, len(s.triggers)), p.Trigger)
		}
	}
	if server == "express" || !s.routed() || len(s.fronts) > 0 {
		line("")
	}
	switch server {
	case "hono":
		writeHono(&b, s)
	case "express":
		writeExpress(&b, s)
	}
	return b.String()
}

// keptHead says where the Worker is and where its routes are.
func keptHead(line func(format string, args ...any), s shape) {
	line("// The Worker is %s, its own source;", comment(s.kept.Entry))
	if s.routed() {
		line("// its routes are there. ROUTES.md says which line became which.")
	} else {
		line("// routes written before the last one here are ordinary framework code.")
	}
	line("// platform/ gives it what Cloudflare gave it, and build.mjs bundles both.")
}

// shape is what the writer needs to know of a Worker.
type shape struct {
	worker   bool // there is a script
	fronts   []bound
	triggers []bound
	// handlers says that something may run a handler that no request calls.
	handlers bool
	ownPaths bool
	// kept is the Worker's own source, nil for a bundle of it.
	kept   *Kept
	server string
	others [][]bound // the bindings of the other Workers
}

// routed says that the Worker is an app of the framework's, and routes that it
// exports Express routes.
func (s shape) routed() bool { return s.kept != nil && s.kept.Routed }
func (s shape) routes() bool { return s.routed() && s.server == "express" }

func shapeOf(m manifest.Manifest, o Options, parts []bound) shape {
	s := shape{worker: m.Script != "", ownPaths: m.OwnPaths, kept: o.Kept, server: o.Server}
	for _, p := range parts {
		if p.Front != "" {
			s.fronts = append(s.fronts, p)
		}
		if p.Trigger != "" {
			s.triggers = append(s.triggers, p)
		}
	}
	for _, other := range o.Others {
		theirs, _ := partsOf(other.Manifest, o.Services) // Files has asked before
		s.others = append(s.others, theirs)
	}
	s.handlers = s.worker && (len(s.triggers) > 0 || slices.Contains(m.Handlers, "scheduled"))
	return s
}

func writeImports(b *strings.Builder, m manifest.Manifest, server string, s shape, parts []bound) {
	fmt.Fprintln(b, `import "./platform/features.ts";`)
	imports := map[string]map[string]bool{}
	add := func(file string, names ...string) {
		if imports[file] == nil {
			imports[file] = map[string]bool{}
		}
		for _, n := range names {
			imports[file][n] = true
		}
	}
	add("runtime.ts", "createHost")
	add("serve.ts", "serve")
	if len(flagsOff(m)) > 0 {
		add("flags.ts", "switchOff")
	}
	switch server {
	case "hono":
		if !s.routed() {
			fmt.Fprintln(b, `import { Hono } from "hono";`)
		}
		add("hono.ts", "honoListener")
		if s.worker {
			add("context.ts", "type ExecutionContext")
		}
	case "express":
		fmt.Fprintln(b, `import express from "express";`)
		add("answer.ts", "answer")
		if s.routed() {
			add("express-routes.ts", "routed")
		}
	}
	if s.worker {
		if m.Syntax == manifest.ServiceWorker {
			add("service-worker.ts", "loadServiceWorker")
		} else {
			add("worker.ts", "loadWorker")
		}
	}
	if s.handlers {
		add("handlers.ts", "handlersOf")
	}
	for _, p := range parts {
		for file, names := range p.Imports {
			add(file, names...)
		}
	}
	if len(s.others) > 0 {
		add("workers.ts", "addWorker")
	}
	for _, other := range s.others {
		for _, p := range other {
			for file, names := range p.Imports {
				add(file, names...)
			}
		}
	}
	delete(imports, "context.ts")
	for _, file := range slices.Sorted(maps.Keys(imports)) {
		names := slices.Sorted(maps.Keys(imports[file]))
		fmt.Fprintf(b, "import { %s } from \"./platform/%s\";\n", strings.Join(names, ", "), file)
	}
}

// writeOthers starts the Workers that this one calls by service bindings.
func writeOthers(line func(format string, args ...any), o Options) {
	for _, other := range o.Others {
		theirs, _ := partsOf(other.Manifest, o.Services)
		line("")
		line("// The Worker %s, which service bindings call.", comment(other.Manifest.Name))
		line("await addWorker(host, {")
		line("  name: %s,", quote(other.Manifest.Name))
		line("  folder: %s,", quote(other.Dir))
		var own []string
		for _, p := range theirs {
			if p.Name != "" {
				own = append(own, quote(p.Name))
			}
		}
		line("  own: %s,", layOut("["+strings.Join(own, ", ")+"]", 2, len("  own: "), 1))
		var env []string
		async := ""
		for _, p := range theirs {
			if p.Env == "" || p.Name == "" {
				continue
			}
			if strings.HasPrefix(p.Env, "await ") {
				async = "async "
			}
			head := "    " + propertyName(p.Name) + ": "
			env = append(env, head+layOut(p.Env, 4, len([]rune(head)), 1)+",")
		}
		switch {
		case len(env) == 0:
			line("  env: () => ({}),")
		default:
			line("  env: %s(host) => ({\n%s\n  }),", async, strings.Join(env, "\n"))
		}
		var fronts []string
		for _, p := range theirs {
			if p.Front != "" {
				fronts = append(fronts, p.Front)
			}
		}
		if len(fronts) > 0 {
			line("  fronts: (host) => %s,", layOut("["+strings.Join(fronts, ", ")+"]", 2, len("  fronts: (host) => "), 1))
		}
		if other.Module != "" {
			line("  load: () => import(%q),", "./"+strings.TrimPrefix(other.Module, "src/"))
		}
		line("});")
	}
	if len(o.Others) > 0 {
		line("")
	}
}

// Globals says which globals a Worker asks for by its date; two that share a process
// must ask for the same.
func Globals(m manifest.Manifest) string { return strings.Join(flagsOff(m), " ") }

func writeEnv(b *strings.Builder, parts []bound) {
	var lines []string
	for _, p := range parts {
		if p.Env == "" || p.Name == "" {
			continue
		}
		head := "  " + propertyName(p.Name) + ": "
		lines = append(lines, head+layOut(p.Env, 2, len([]rune(head)), 1)+",")
	}
	if len(lines) == 0 {
		fmt.Fprintln(b, "const env = {};")
		return
	}
	fmt.Fprintf(b, "const env = {\n%s\n};\n", strings.Join(lines, "\n"))
}

// numbered is name when there is one of n, and name1, name2, … when there are more.
func numbered(name string, i, n int) string {
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%s%d", name, i+1)
}

// handled is the expression that answers request: the fronts in their order,
// then the Worker.
func (s shape) handled(request, ctx string) string {
	last := func(request string) string {
		if !s.worker {
			return `new Response("Not Found", { status: 404 })`
		}
		if s.routes() {
			return fmt.Sprintf("routed(routes, req, res)(%s, env, %s)", request, ctx)
		}
		return fmt.Sprintf("worker.fetch(%s, env, %s)", request, ctx)
	}
	var wrap func(i int, request string) string
	wrap = func(i int, request string) string {
		if i == len(s.fronts) {
			return last(request)
		}
		return fmt.Sprintf("%s(%s, async (request) => %s)", numbered("front", i, len(s.fronts)), request, wrap(i+1, "request"))
	}
	return wrap(0, request)
}

func writeHono(b *strings.Builder, s shape) {
	if s.routed() {
		writeRouted(b, s)
		return
	}
	fmt.Fprint(b, `const app = new Hono<{ Bindings: typeof env }>();

// The platform logs exceptions and answers 500, or passes the request through.
app.onError((error) => {
  throw error;
});

`)
	handled := s.handled("c.req.raw", "c.executionCtx")
	line := fmt.Sprintf("app.all(\"*\", (c) => %s);", handled)
	if len(line) > width {
		line = fmt.Sprintf("app.all(\"*\", (c) =>\n  %s,\n);", opened(handled, "  "))
	}
	fmt.Fprintln(b, line)
	writeServe(b, "honoListener(host, app.fetch, env)", s)
}

// opened is a front's call as it stands on a line of its own after indent, with
// what it goes on to on the next line where it does not fit.
func opened(handled, indent string) string {
	head, rest, front := strings.Cut(handled, "async (request) => ")
	if !front || len(indent+handled+",") <= width {
		return handled
	}
	rest = strings.TrimSuffix(rest, ")")
	return head + "async (request) =>\n  " + indent + rest + ",\n" + indent + ")"
}

// writeRouted serves a Worker that is a Hono app itself.
func writeRouted(b *strings.Builder, s shape) {
	listener := "honoListener(host, worker.fetch, env)"
	if len(s.fronts) > 0 {
		fmt.Fprintf(b, "const listener = honoListener(\n  host,\n  (request, env, ctx) =>\n    %s,\n  env,\n);\n", opened(s.handled("request", "ctx"), "    "))
		listener = "listener"
	}
	writeServe(b, listener, s)
}

func writeExpress(b *strings.Builder, s shape) {
	fmt.Fprint(b, `// The Worker decides every header of its answers.
app.disable("x-powered-by");
app.disable("etag");

`)
	handler := "(request, ctx) => " + s.handled("request", "ctx")
	if !s.worker {
		handler = "(request) => " + s.handled("request", "")
	}
	call := fmt.Sprintf("  answer(host, %s, req, res),", handler)
	if len(call) > width {
		if len("    "+handler) >= width {
			head, answers, _ := strings.Cut(handler, " => ")
			handler = head + " =>\n      " + opened(answers, "      ")
		}
		call = fmt.Sprintf("  answer(\n    host,\n    %s,\n    req,\n    res,\n  ),", handler)
	}
	fmt.Fprintf(b, "app.use((req, res) =>\n%s\n);\n", call)
	writeServe(b, "app", s)
}

// writeServe writes the line that starts the server; over several lines where
// it would reach past column 80.
func writeServe(b *strings.Builder, listener string, s shape) {
	var fields []string
	if s.handlers {
		fields = append(fields, "handlers: handlersOf(host, { worker, env })")
		if len(s.triggers) > 0 {
			var names []string
			for i := range s.triggers {
				names = append(names, numbered("trigger", i, len(s.triggers)))
			}
			fields = append(fields, "triggers: ["+strings.Join(names, ", ")+"]")
		}
	}
	if s.ownPaths {
		fields = append(fields, "ownPaths: true")
	}
	call := "await serve(host, " + listener
	if len(fields) == 0 {
		fmt.Fprintf(b, "\n%s);\n", call)
		return
	}
	line := fmt.Sprintf("%s, { %s });", call, strings.Join(fields, ", "))
	if len(line) > 80 {
		line = fmt.Sprintf("%s, {\n  %s,\n});", call, strings.Join(fields, ",\n  "))
	}
	fmt.Fprintf(b, "\n%s\n", line)
}

var identifier = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)

func propertyName(name string) string {
	if identifier.MatchString(name) {
		return name
	}
	return quoted(quote(name))
}

// quote writes a string literal of JSON, which is one of JavaScript too.
func quote(s string) string {
	q, _ := json.Marshal(s) // a string always encodes
	return string(q)
}

// comment makes a name from a configuration file safe inside a line comment.
func comment(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, name)
}

func workerTypes(m manifest.Manifest) string {
	if m.Syntax == manifest.ServiceWorker {
		return "// worker.js is the Worker's bundle: a script that registers event listeners.\nexport {};\n"
	}
	return "// worker.js is the Worker's bundle; its types stay in the Worker's own project.\ndeclare const worker: unknown;\nexport default worker;\n"
}

// flagsOff are the compatibility flags that the platform asks for at run time and
// that are off for this Worker.
func flagsOff(m manifest.Manifest) (off []string) {
	set := compat.Of(m.CompatibilityDate, m.CompatibilityFlags)
	for _, name := range []string{
		"spec_compliant_dispatch_exceptions", "web_socket_auto_reply_to_close", "web_socket_compression",
		"websocket_close_reason_byte_limit", "websocket_standard_binary_type",
	} {
		if m.CompatibilityDate != "" && !set.On(name) {
			off = append(off, name)
		}
	}
	return off
}
