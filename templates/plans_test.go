package templates_test

import (
	"encoding/json"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

// plans are the Workers the targets are tried with: each server, each state,
// each target, and each fact that rules out a setting.
var plans = map[string]plan.Plan{
	"hello-goja-fly": base("hello", "goja", "sqlite", "fly"),
	"shortener-hono-fly": with(base("link_Shortener", "hono", "sqlite", "fly"), func(p *plan.Plan) {
		p.Region = "ams"
		p.Project.Env = "production"
		p.Project.CompatibilityFlags = []string{"nodejs_compat"}
		p.Uses = plan.Uses{Disk: true, WaitUntil: true}
		p.Manifest.Bindings = []manifest.Binding{kv("LINKS", "0f2ac74b498b48028cb68387c421e279"), {Name: "TITLE", Kind: "vars", Config: json.RawMessage(`"x"`)}}
		p.Vars = []plan.Var{{Name: "TITLE", Value: "it's $5"}, {Name: "LIMITS", Value: `{"a":1}`, JSON: true}, {Name: "TEXT", Value: "two\nlines"}}
		p.Secrets = []string{"ADMIN_TOKEN", "SIGNING_KEY"}
		p.Domains = []plan.Domain{{Pattern: "go.example.eu", CustomDomain: true}, {Pattern: "example.eu/l/*"}}
		p.Outbound = []string{"api.example.org"}
		p.Findings = diag.List{{Code: "W2C-C015", Severity: diag.Info, Message: "\"limits.cpu_ms\": no limit\nmoves along", Span: diag.Span{File: "wrangler.toml", Line: 3, Column: 1}, Hint: "set W2C_CPU_MS"}}
	}),
	"shortener-express-coolify-services": with(base("shortener", "express", "services", "coolify"), func(p *plan.Plan) {
		p.Manifest.Bindings = []manifest.Binding{kv("LINKS", "")}
		p.Services = []manifest.Service{{Kind: "redis", Env: "REDIS_URL", Why: "the KV namespace LINKS lives there"}}
		p.Secrets = []string{"ADMIN_TOKEN", "odd.name"}
	}),
	"cron-goja-fly-services": with(base("cron", "goja", "services", "fly"), func(p *plan.Plan) {
		p.Crons = []string{"*/5 * * * *", "0 9 * * 2-6"}
		p.Uses.Cron = true
		p.Manifest.Handlers = []string{"scheduled"}
		p.Services = []manifest.Service{{Kind: "redis", Env: "REDIS_URL", Why: "cron runs are agreed on there"}}
	}),
	"cron-goja-compose": with(base("cron", "goja", "sqlite", "compose"), func(p *plan.Plan) {
		p.Crons = []string{"0 0 * * *"}
		p.Uses = plan.Uses{Cron: true, Disk: true}
		p.Manifest.Bindings = []manifest.Binding{kv("FILLED", "cron-kv"), {Kind: "cron"}}
	}),
	"proxy-goja-coolify": with(base("edge-proxy", "goja", "sqlite", "coolify"), func(p *plan.Plan) {
		p.Manifest.Syntax = manifest.ServiceWorker
		p.Uses = plan.Uses{Upstream: true, WebSockets: true}
		p.Manifest.OwnPaths = true
	}),
	"site-hono-compose": with(base("site", "hono", "sqlite", "compose"), func(p *plan.Plan) {
		p.Project.Main, p.Manifest.Script, p.Manifest.Handlers = "", "", nil
		p.Assets = &plan.Assets{Dir: "assets", Files: 12}
		p.Assumed = []string{"there is no script"}
	}),
	"site-goja-fly": with(base("site", "goja", "sqlite", "fly"), func(p *plan.Plan) {
		p.Region = "iad"
		p.Project.Main, p.Manifest.Script, p.Manifest.Handlers = "", "", nil
		p.Assets = &plan.Assets{Dir: "assets", Files: 12}
	}),
	"kept-hono-compose": with(base("kept", "hono", "sqlite", "compose"), func(p *plan.Plan) {
		p.Manifest.Script = "src/index.ts"
		p.Source = &plan.Source{
			Form: "kept", Server: "src/server.ts", Files: []string{"lib/[slug].ts", "src/index.ts", "src/page.ts", "wrangler.d.ts"}, Routing: "lifted",
		}
		span := diag.Span{File: "src/index.ts", Line: 4, Column: 5}
		p.Routes = []plan.Route{
			{Method: "GET,POST", Path: "/a|b", Span: span, EndLine: 6, Test: "path === `/a|b`", State: "lifted"},
			{Method: "*", Path: "*", Span: span, State: "kept", Why: "a name|cannot\nbe told"},
		}
	}),
	"bundle-express-fly": with(base("bundle", "express", "sqlite", "fly"), func(p *plan.Plan) {
		p.Manifest.Script = "src/worker.js"
		p.Source = &plan.Source{Form: "bundle", Why: "there is no package-lock.json"}
		p.Routes = []plan.Route{{Method: "*", Path: "/", Span: diag.Span{File: "src/index.ts", Line: 4, Column: 5}, State: "kept"}}
	}),
	"modules-goja-fly": with(base("modules", "goja", "sqlite", "fly"), func(p *plan.Plan) {
		p.Project.Config = ""
		p.Manifest.Modules = []manifest.Module{{Name: "./a.txt", Type: "text", Path: "modules/a.txt"}, {Name: "./b.bin", Type: "data", Path: "modules/b.bin"}}
	}),
}

func base(name, server, state, deploy string) plan.Plan {
	return plan.Plan{
		Schema:  plan.SchemaVersion,
		Project: plan.Project{Name: name, Config: "wrangler.jsonc", Main: "src/index.ts", CompatibilityDate: "2026-01-01"},
		Server:  plan.Choice{Name: server, Reasons: []string{"asked for with --server"}},
		State:   state, Deploy: deploy, Port: 8080,
		Manifest: manifest.Manifest{Version: manifest.Version, Name: name, Syntax: manifest.Modules, Script: "worker.js", CompatibilityDate: "2026-01-01", Handlers: []string{"fetch"}},
	}
}

func with(p plan.Plan, change func(*plan.Plan)) plan.Plan {
	change(&p)
	return p
}

func kv(name, id string) manifest.Binding {
	if id == "" {
		id = name
	}
	raw, err := json.Marshal(map[string]string{"namespace": id})
	if err != nil {
		panic(err)
	}
	return manifest.Binding{Name: name, Kind: "kv", Config: raw}
}
