package common

// What the templates of every target ask of a plan, answered once.

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/transform/plan"
)

// Facts is a plan as templates want it: decisions made, nothing left to compute.
type Facts struct {
	plan.Plan
	App      string     // a name that is legal as image, service and host name
	Node     bool       // the server is a Node project, not the goja host
	Script   bool       // there is a script; false for assets-only Workers
	Services bool       // state lives in services
	Single   bool       // only one machine may run at a time
	Why      string     // why Single, as a sentence
	Health   string     // liveness path
	Ready    string     // readiness path
	Required []Variable // without them the app does not start or does not work
	Optional []Variable // secrets that local development had, but nothing requires
	Modules  []string   // folders and files beside the manifest that the app reads
	KV, D1   []Binding
	R2       []Binding
	Built    []string // what the app is built from beside src, as .dockerignore has it
}

// Variable is an environment variable an operator has to set, and why.
type Variable struct {
	Name, Why, Example string
}

// Passed is the variable as a compose file's environment list passes it on, and
// demands it where compose has a syntax for the name.
func (v Variable) Passed() string {
	for i, r := range v.Name {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return v.Name
		}
	}
	return v.Name + "=${" + v.Name + ":?}"
}

// Binding is a name in env with what stands behind it.
type Binding struct{ Name, ID, Override string }

// FactsOf reads a plan.
func FactsOf(p plan.Plan) Facts {
	f := Facts{
		Plan: p, App: AppName(p.Project.Name), Node: p.Server.Name != "goja",
		Script: p.Manifest.Script != "", Services: p.State == "services",
		Health: "/healthz", Ready: "/readyz",
	}
	if p.Manifest.OwnPaths {
		f.Health, f.Ready = "/__w2c/healthz", "/__w2c/readyz"
	}
	switch {
	case p.Uses.Disk:
		f.Single, f.Why = true, "its data is on the machine's own volume"
	case p.Uses.Cron && !f.Services:
		f.Single, f.Why = true, "it has cron triggers, which two machines would both run"
	}
	f.Modules = modules(p)
	f.KV, f.D1, f.R2 = kv(p), d1(p), r2(p)
	f.Built = built(p)
	f.Required, f.Optional = required(p)
	return f
}

// AppName makes a DNS label of a Worker's name.
func AppName(name string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, name)
	if len(out) > 50 {
		out = out[:50]
	}
	if out = strings.Trim(out, "-"); out == "" {
		return "worker"
	}
	return out
}

func required(p plan.Plan) (needed, optional []Variable) {
	for _, s := range p.Services {
		if p.State == "services" && !hasVariable(needed, s.Env) {
			needed = append(needed, Variable{Name: s.Env, Why: s.Why, Example: serviceExample[s.Kind]})
		}
	}
	if p.Uses.Upstream {
		needed = append(needed, Variable{Name: "UPSTREAM_ORIGIN", Why: "the Worker passes requests on to the origin it stood before: the address of that origin", Example: "https://origin.example.com"})
	}
	for _, s := range p.Secrets {
		if optionalSecret(p, s) {
			optional = append(optional, Variable{Name: s, Why: "a secret that local development had"})
			continue
		}
		needed = append(needed, Variable{Name: s, Why: "a secret of the Worker"})
	}
	return needed, optional
}

// optionalSecret reports a secret that the host starts without.
func optionalSecret(p plan.Plan, name string) bool {
	bindings := slices.Clone(p.Manifest.Bindings)
	for _, w := range p.Workers {
		for _, b := range w.Manifest.Bindings {
			if _, own, prefixed := strings.Cut(name, "__"); prefixed && own == b.Name {
				b.Name = name
				bindings = append(bindings, b)
			}
		}
	}
	for _, b := range bindings {
		if b.Kind != "secrets" || b.Name != name {
			continue
		}
		var c struct {
			Required bool `json:"required"`
		}
		return json.Unmarshal(b.Config, &c) == nil && !c.Required
	}
	return false
}

var serviceExample = map[string]string{
	"redis":    "redis://redis:6379/0",
	"postgres": "postgres://user:password@postgres:5432/app",
	"s3":       "https://s3.example.com",
}

func hasVariable(list []Variable, name string) bool {
	for _, v := range list {
		if v.Name == name {
			return true
		}
	}
	return false
}

// modules are the top-level folders (or files) that hold data modules.
func modules(p plan.Plan) []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range p.Manifest.Modules {
		top, _, _ := strings.Cut(m.Path, "/")
		if top != "" && !seen[top] && top != p.Manifest.Script {
			seen[top] = true
			out = append(out, top)
		}
	}
	files := p.Server.Name == "goja"
	for _, w := range p.Workers {
		for _, b := range w.Manifest.Bindings {
			files = files || b.Kind == "assets"
		}
	}
	if len(p.Workers) > 0 && files {
		out = append(out, "workers")
	}
	for _, dir := range p.Carried {
		if !slices.Contains(out, "workers") || !strings.HasPrefix(dir, "workers/") {
			out = append(out, dir)
		}
	}
	return out
}

// built are what a Node project is built from beside src/ and its packages.
func built(p plan.Plan) []string {
	if p.Source == nil || p.Source.Form != "kept" {
		return []string{"tsconfig.json"}
	}
	out := []string{"build.mjs", "tsconfig.json", "tsconfig.server.json"}
	for _, file := range p.Source.Files {
		top, _, _ := strings.Cut(file, "/")
		top = special.Replace(top)
		if top != "src" && !slices.Contains(out, top) {
			out = append(out, top)
		}
	}
	return out
}

// special are the characters that mean something in .dockerignore.
var special = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "]", `\]`)

// Kept says that the output holds the Worker's own modules.
func (f Facts) Kept() bool { return f.Source != nil && f.Source.Form == "kept" }

// RoutesKnown says that routes were looked for in the Worker's source.
func (f Facts) RoutesKnown() bool { return f.Kept() || f.Source != nil && len(f.Routes) > 0 }

// Framework is the Node server's name.
func (f Facts) Framework() string {
	return map[string]string{"hono": "Hono", "express": "Express"}[f.Server.Name]
}

// OwnFiles counts the Worker's own files beside its entry, in words.
func (f Facts) OwnFiles() string {
	switch n := len(f.Source.Files) - 1; n {
	case 0:
		return ""
	case 1:
		return " and one other file"
	default:
		return fmt.Sprintf(" and %d other files", n)
	}
}

func kv(p plan.Plan) []Binding {
	var out []Binding
	for _, b := range p.Manifest.Bindings {
		if b.Kind == "kv" {
			out = append(out, Binding{Name: b.Name, ID: kvID(b.Config), Override: "KV_" + b.Name + "_URL"})
		}
	}
	return out
}

func d1(p plan.Plan) []Binding {
	var out []Binding
	for _, b := range p.Manifest.Bindings {
		var c struct{ Database string }
		if b.Kind == "d1" && json.Unmarshal(b.Config, &c) == nil {
			out = append(out, Binding{Name: b.Name, ID: c.Database, Override: "D1_" + b.Name + "_URL"})
		}
	}
	return out
}

func r2(p plan.Plan) []Binding {
	var out []Binding
	for _, b := range p.Manifest.Bindings {
		var c struct{ Bucket string }
		if b.Kind == "r2" && json.Unmarshal(b.Config, &c) == nil {
			out = append(out, Binding{Name: b.Name, ID: c.Bucket, Override: "R2_" + b.Name + "_URL"})
		}
	}
	return out
}

// HasRedis reports whether some service is Redis.
func (f Facts) HasRedis() bool {
	for _, s := range f.Plan.Services {
		if f.Services && s.Kind == "redis" {
			return true
		}
	}
	return false
}

// NeedsEnv reports whether compose.yaml cannot set everything required itself.
func (f Facts) NeedsEnv() bool {
	for _, v := range f.Required {
		if v.Name != "REDIS_URL" || !f.HasRedis() {
			return true
		}
	}
	return false
}

// Memory is what a machine of the smallest useful size has, in MB.
func (f Facts) Memory() int {
	if f.Node {
		return 512
	}
	return 256
}

// Host is the name people reach the app by, or a stand-in for it.
func (f Facts) Host() string {
	for _, d := range f.Domains {
		host, _, _ := strings.Cut(d.Pattern, "/")
		host = strings.TrimPrefix(host, "*.")
		if host != "" && !strings.Contains(host, "*") {
			return host
		}
	}
	return f.App + ".example.com"
}

// ServerTitle is the server's name as a person would say it.
func (f Facts) ServerTitle() string {
	switch f.Server.Name {
	case "hono":
		return "Hono on Node 24"
	case "express":
		return "Express on Node 24"
	}
	return "the goja host, one static program without Node"
}

// DeployStep is the sentence that deploys it.
func (f Facts) DeployStep() string {
	switch f.Deploy {
	case "fly":
		return "`./deploy.sh` creates the app on Fly.io when it is missing, says which secrets are not set, and deploys `fly.toml`."
	case "coolify":
		return "push this folder to a git repository Coolify can read, create the application from `coolify.json`, then `./deploy-coolify.sh`."
	}
	return "on the server, `docker compose up -d --build`, with a reverse proxy that does TLS in front of port 8080."
}
