package transform

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"sort"

	"github.com/w2c-dev/w2c/runtime/bindings"
	"github.com/w2c-dev/w2c/runtime/bindings/vars"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform/plan"
	"github.com/w2c-dev/w2c/transform/project"
)

// assemble makes the plan out of the project, the facts and the choice.
func (c *conversion) assemble(choice plan.Choice) plan.Plan {
	p := c.project
	services := bindingServices(p.Bindings)
	out := plan.Plan{
		Schema: plan.SchemaVersion,
		Project: plan.Project{
			Name: p.Name, Config: p.Config, Env: p.Env, Main: p.Main,
			CompatibilityDate: p.CompatibilityDate, CompatibilityFlags: p.CompatibilityFlags,
		},
		Server: choice, State: c.o.State, Deploy: c.o.Deploy, Region: c.o.Region, Port: 8080,
		Source:   c.form,
		Manifest: c.manifest(choice.Name),
		Vars:     planVars(p.Vars),
		Secrets:  sorted(p.Secrets),
		Crons:    p.Crons,
		Routes:   c.planRoutes(),
		Outbound: c.facts.Outbound,
		Assumed:  p.Assumed,
		Carried:  c.carriedDirs(),
		Uses: plan.Uses{
			Cron:       len(p.Crons) > 0,
			Queues:     len(c.consumed()) > 0,
			WaitUntil:  c.facts.WaitUntil,
			WebSockets: c.uses("WebSocketPair"),
			Disk:       len(services) > 0 && c.o.State == "sqlite" || c.local(),
			Upstream:   c.facts.Upstream != nil || c.facts.PassThrough,
			WebCrypto:  c.facts.Crypto,
		},
	}
	if c.o.State == "services" {
		out.Services = services
	}
	if p.Assets != nil {
		out.Assets = &plan.Assets{Dir: "assets", Files: len(p.Assets.Files)}
	}
	for _, r := range p.Routes {
		out.Domains = append(out.Domains, plan.Domain{Pattern: r.Pattern, CustomDomain: r.CustomDomain})
	}
	c.planOthers(&out)
	return out
}

func (c *conversion) uses(global string) bool {
	for _, u := range c.facts.Globals {
		if u.Name == global && !u.Guarded && !u.Package {
			return true
		}
	}
	return false
}

// manifest is what travels inside the container.
func (c *conversion) manifest(server string) manifest.Manifest {
	p := c.project
	m := manifest.Manifest{
		Version: manifest.Version, Name: p.Name, Syntax: c.bundler.Syntax,
		CompatibilityDate: p.CompatibilityDate, CompatibilityFlags: p.CompatibilityFlags,
		Handlers: []string{}, Bindings: p.Bindings, OwnPaths: c.facts.OwnPaths,
	}
	if c.o.State == "services" {
		m.State = c.o.State
	}
	if !c.bundler.AssetsOnly() {
		m.Script = "worker.js"
		if server != "goja" {
			m.Script = "src/worker.js"
		}
		if server != "goja" && c.source != nil {
			m.Script = c.source.Plain.Entry
		}
	}
	if server == "goja" {
		for _, name := range slices.Sorted(maps.Keys(c.goja.Built.WasmFiles)) {
			m.Modules = append(m.Modules, manifest.Module{Name: name, Type: "wasm", Path: "modules/" + name})
		}
	}
	for _, h := range c.facts.Handlers {
		m.Handlers = append(m.Handlers, h.Name)
	}
	if !c.facts.HandlersKnown {
		// The default export is made by a call: a router. It answers requests, and
		// whether it has a scheduled handler shows when one is due.
		m.Handlers = []string{"fetch"}
		if len(p.Crons) > 0 {
			m.Handlers = append(m.Handlers, "scheduled")
		}
		if len(c.consumed()) > 0 {
			m.Handlers = append(m.Handlers, "queue")
		}
	}
	m.Handlers = sorted(m.Handlers)
	for _, class := range c.facts.Classes {
		m.Entrypoints = append(m.Entrypoints, class.Name)
	}
	return m
}

// bindingServices are what must run beside the Worker when its state lives in
// services, each once.
func bindingServices(list []manifest.Binding) []manifest.Service {
	var out []manifest.Service
	for _, b := range list {
		for _, k := range bindings.Kinds {
			if k.Name() != b.Kind {
				continue
			}
			for _, s := range k.Services(b) {
				if !slices.ContainsFunc(out, func(o manifest.Service) bool { return o.Kind == s.Kind && o.Env == s.Env }) {
					out = append(out, s)
				}
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Env < out[j].Env })
	return out
}

// planVars turns variables into what .env.example shows: strings as they are,
// everything else as JSON.
func planVars(list []project.Var) []plan.Var {
	var out []plan.Var
	for _, v := range list {
		env := vars.Variable(v.Name)
		if env == v.Name {
			env = ""
		}
		var text string
		if json.Unmarshal(v.Value, &text) == nil {
			out = append(out, plan.Var{Name: v.Name, Value: text, Env: env})
			continue
		}
		var b bytes.Buffer
		if err := json.Compact(&b, v.Value); err != nil {
			b.Reset()
			b.Write(v.Value)
		}
		out = append(out, plan.Var{Name: v.Name, Value: b.String(), JSON: true, Env: env})
	}
	return out
}

// sorted is a sorted copy without repeats.
func sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
