package transform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/bindings/services"
	"github.com/w2c-dev/w2c/runtime/bindings/vars"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
	"github.com/w2c-dev/w2c/transform/project"
	"github.com/w2c-dev/w2c/transform/rewrite"
)

// A service binding names another Worker. Its project is looked for in the folders
// of --with and beside the project; what it becomes is a part of the same app.

// othersDir is the folder of the output with what belongs to the other Workers.
const othersDir = "workers"

// other is a Worker behind a service binding.
type other struct {
	name  string
	dir   string // of its project, absolute
	found string // how it was found: "with" or "beside"
	env   string // the environment of its configuration
	c     *conversion
}

// files is where its files lie in the output.
func (o *other) files() string { return othersDir + "/" + o.name }

// module is its script in the output of a Node server, beside worker.js, whose way
// to the platform it shares.
func (o *other) module() string { return "src/worker-" + o.name + ".js" }

// findOthers finds the projects of all Workers that this one calls, and those call.
func (c *conversion) findOthers() error {
	known := map[string]bool{c.project.Name: true}
	type asked struct {
		p  *project.Project
		at string // how places of it begin in diagnostics
	}
	todo := []asked{{c.project, ""}}
	for len(todo) > 0 {
		p, at := todo[0].p, todo[0].at
		todo = todo[1:]
		for i, t := range serviceTargets(p) {
			if known[t.Service] {
				continue
			}
			known[t.Service] = true
			found, candidates, err := c.find(t.Service)
			if err != nil {
				return err
			}
			if found == nil {
				d := diag.Diagnostic{
					Code: "W2C-B010", Severity: diag.Error, Span: p.Span(fmt.Sprintf("services[%d].service", i)),
					Message: fmt.Sprintf("the Worker %q of a service binding was not found", t.Service),
					Hint:    "name its folder with --with ../" + t.Service + ", or call it by its URL with fetch",
				}
				if len(candidates) > 1 {
					d.Message = fmt.Sprintf("several folders have a Worker %q: %s", t.Service, strings.Join(candidates, ", "))
					d.Hint = "name the one that is meant with --with"
				}
				c.add(placed(d, at))
				continue
			}
			c.others = append(c.others, found)
			loaded, ds, err := project.Load(project.Options{Dir: found.dir, Env: found.env})
			if err != nil {
				return err
			}
			if ds.HasErrors() {
				continue // its own conversion says so
			}
			todo = append(todo, asked{loaded, c.placeOf(found)})
		}
	}
	slices.SortFunc(c.others, func(a, b *other) int { return strings.Compare(a.name, b.name) })
	for _, dir := range c.o.With {
		if !slices.ContainsFunc(c.others, func(o *other) bool { return o.dir == dir }) {
			c.add(diag.Diagnostic{
				Code: "W2C-B010", Severity: diag.Warning,
				Message: fmt.Sprintf("no service binding calls a Worker in %s, which --with names", c.relative(dir)),
			})
		}
	}
	return nil
}

// called says that a service binding, of this Worker or another, leads to this one.
func (c *conversion) called() bool {
	calls := func(p *project.Project) bool {
		return slices.ContainsFunc(serviceTargets(p), func(t services.Target) bool { return t.Service == c.project.Name })
	}
	return calls(c.project) || slices.ContainsFunc(c.others, func(o *other) bool { return calls(o.c.project) })
}

// serviceTargets are the service bindings of a project, in the file's order.
func serviceTargets(p *project.Project) (list []services.Target) {
	for _, b := range p.Bindings {
		if t, ok, err := services.Of(b); ok && err == nil {
			list = append(list, t)
		}
	}
	return list
}

// find looks for the project of a Worker: in the folders that --with names, then
// beside this one. candidates are the folders that hold such a Worker.
func (c *conversion) find(name string) (found *other, candidates []string, err error) {
	search := func(dirs []string, how string) error {
		for _, dir := range dirs {
			env, ok, err := c.holds(dir, name)
			if err != nil {
				return err
			}
			if ok {
				candidates = append(candidates, c.relative(dir))
				found = &other{name: name, dir: dir, found: how, env: env}
			}
		}
		return nil
	}
	if err := search(c.o.With, "with"); err != nil {
		return nil, nil, err
	}
	if found == nil {
		dirs, err := siblings(c.project.Dir)
		if err != nil {
			return nil, nil, err
		}
		if err := search(dirs, "beside"); err != nil {
			return nil, nil, err
		}
	}
	if len(candidates) > 1 {
		return nil, candidates, nil
	}
	return found, candidates, nil
}

// holds says whether the project in dir is the Worker of that name, perhaps in the
// environment that was asked for.
func (c *conversion) holds(dir, name string) (env string, ok bool, err error) {
	for _, env := range slices.Compact([]string{c.o.Env, ""}) {
		p, ds, err := project.Load(project.Options{Dir: dir, Env: env})
		if err != nil {
			return "", false, err
		}
		if env != "" && slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == "W2C-C005" }) {
			continue // it has no such environment
		}
		if p != nil && p.Name == name {
			return env, true, nil
		}
	}
	return "", false, nil
}

var configNames = []string{"wrangler.json", "wrangler.jsonc", "wrangler.toml"}

// siblings are the folders beside dir that have a configuration, sorted.
func siblings(dir string) ([]string, error) {
	parent := filepath.Dir(dir)
	entries, err := os.ReadDir(parent)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for other Workers: %w", err)
	}
	var dirs []string
	for _, e := range entries {
		at := filepath.Join(parent, e.Name())
		if at == dir || !e.IsDir() || strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules" {
			continue
		}
		for _, name := range configNames {
			if st, err := os.Stat(filepath.Join(at, name)); err == nil && st.Mode().IsRegular() {
				dirs = append(dirs, at)
				break
			}
		}
	}
	return dirs, nil
}

// relative is a folder as seen from the project.
func (c *conversion) relative(dir string) string {
	rel, err := filepath.Rel(c.project.Dir, dir)
	if err != nil {
		return filepath.ToSlash(dir)
	}
	return filepath.ToSlash(rel)
}

// placeOf is what the names of files of another Worker begin with.
func (c *conversion) placeOf(o *other) string { return c.relative(o.dir) + "/" }

func placed(d diag.Diagnostic, at string) diag.Diagnostic {
	if at != "" && d.Span.File != "" {
		d.Span.File = path.Join(at, d.Span.File)
	}
	return d
}

// convertOthers converts the other Workers as far as their plans. With --server auto
// one that goja cannot run moves all of them to Node, and why is returned.
func (c *conversion) convertOthers(ctx context.Context, server string) (reasons []string, err error) {
	for _, o := range c.others {
		sub := &conversion{part: true, o: Options{
			Dir: o.dir, Env: o.env, Server: server, State: c.o.State, Deploy: c.o.Deploy, Arch: c.o.Arch, Bundle: true, Build: c.o.Build,
		}}
		o.c = sub
		if err := sub.run(ctx); err != nil {
			return nil, err
		}
		if sub.project.Assets != nil && !sub.diags.HasErrors() {
			why := fmt.Sprintf("the static assets of the Worker %s, which a service binding calls, are served on Node only", o.name)
			switch server {
			case "auto":
				reasons = append(reasons, why)
			case "goja":
				sub.add(diag.Diagnostic{Code: "W2C-B020", Severity: diag.Error, Span: sub.project.Span("assets"), Message: why, Hint: "convert with --server hono"})
			}
		}
		if sub.plan.Server.Name != "goja" {
			for _, r := range sub.plan.Server.Reasons {
				reasons = append(reasons, o.name+": "+r)
			}
		}
	}
	return reasons, nil
}

// settleOthers has all Workers on the server that was chosen.
func (c *conversion) settleOthers(ctx context.Context, choice plan.Choice) error {
	if c.part {
		return nil
	}
	if slices.ContainsFunc(c.others, func(o *other) bool { return !o.c.diags.HasErrors() && o.c.plan.Server.Name != choice.Name }) {
		if _, err := c.convertOthers(ctx, choice.Name); err != nil {
			return err
		}
	}
	for _, o := range c.others {
		for _, d := range o.c.diags {
			c.add(placed(d, c.placeOf(o)))
		}
	}
	if c.diags.HasErrors() {
		return nil
	}
	c.checkEntrypoints()
	if choice.Name != "goja" {
		c.shareGlobals()
	}
	return nil
}

// checkEntrypoints reports bindings to exports that are not there; workerd does not
// start with one.
func (c *conversion) checkEntrypoints() {
	exports := map[string][]string{c.project.Name: c.bundler.Exports}
	for _, o := range c.others {
		exports[o.name] = o.c.bundler.Exports
	}
	check := func(p *project.Project, at string) {
		for i, t := range serviceTargets(p) {
			if t.Entrypoint == "" || slices.Contains(exports[t.Service], t.Entrypoint) {
				continue
			}
			c.add(placed(diag.Diagnostic{
				Code: "W2C-B010", Severity: diag.Error, Span: p.Span(fmt.Sprintf("services[%d].entrypoint", i)),
				Message: fmt.Sprintf("the Worker %q has no entrypoint named %q", t.Service, t.Entrypoint),
				Hint:    "export the class from its entry file",
			}, at))
		}
	}
	check(c.project, "")
	for _, o := range c.others {
		check(o.c.project, c.placeOf(o))
	}
}

// shareGlobals reports what keeps Workers from sharing one global object, as they do
// on a Node server.
func (c *conversion) shareGlobals() {
	refuse := func(o *other, format string, args ...any) {
		c.add(diag.Diagnostic{
			Code: "W2C-B019", Severity: diag.Error, Span: diag.Span{File: path.Join(c.relative(o.dir), o.c.project.Config)},
			Message: fmt.Sprintf(format, args...),
			Hint:    "convert with --server goja, where each Worker has globals of its own",
		})
	}
	own := nodehost.Globals(c.manifest("hono")) + c.bundler.Compat.Prelude()
	vars := textVars(c.project)
	for _, o := range c.others {
		p := o.c.project
		if nodehost.Globals(o.c.manifest("hono"))+o.c.bundler.Compat.Prelude() != own {
			refuse(o, "the Workers %q and %q share their globals on Node, and their compatibility dates or flags ask for different ones", c.project.Name, o.name)
		}
		if o.c.bundler.Syntax == manifest.ServiceWorker {
			refuse(o, "the Worker %q listens for events of the global object, which it shares with %q on Node", o.name, c.project.Name)
		}
		if len(p.Crons) > 0 {
			refuse(o, "the cron triggers of the Worker %q are not run on Node: another Worker is in front of it", o.name)
		}
		theirs := textVars(p)
		for _, name := range slices.Sorted(maps.Keys(theirs)) {
			value := theirs[name]
			if v, both := vars[name]; both && v != value && (readsProcess(c.node) || readsProcess(o.c.node)) {
				refuse(o, "%s is not the same in the Workers %q and %q, and they share process.env on Node", name, c.project.Name, o.name)
			}
		}
	}
}

func readsProcess(s rewrite.Script) bool { return bytes.Contains(s.Code, []byte("process")) }

func textVars(p *project.Project) map[string]string {
	all := map[string]string{}
	for _, v := range p.Vars {
		all[v.Name] = string(v.Value)
	}
	for _, name := range p.Secrets {
		all[name] = "a secret of " + p.Name
	}
	return all
}

// planOthers adds the other Workers to the plan.
func (c *conversion) planOthers(out *plan.Plan) {
	for _, o := range c.others {
		sub := o.c.assemble(out.Server)
		sub.Manifest.Script = strings.TrimPrefix(sub.Manifest.Script, "src/")
		out.Workers = append(out.Workers, plan.Worker{
			Name: o.name, Dir: o.files(), Project: c.relative(o.dir), Found: o.found, Manifest: sub.Manifest,
		})
		out.Manifest.Workers = append(out.Manifest.Workers, manifest.Worker{Name: o.name, Dir: o.files()})
		prefix := EnvPrefix(o.name)
		for _, v := range sub.Vars {
			v.Name, v.Env = o.name+"."+v.Name, prefix+vars.Variable(v.Name)
			out.Vars = append(out.Vars, v)
		}
		for _, name := range sub.Secrets {
			out.Secrets = append(out.Secrets, prefix+name)
		}
		for _, s := range sub.Services {
			if !slices.ContainsFunc(out.Services, func(has manifest.Service) bool { return has.Env == s.Env }) {
				out.Services = append(out.Services, s)
			}
		}
		for _, dir := range sub.Carried {
			out.Carried = append(out.Carried, o.files()+"/"+dir)
		}
		out.Outbound = append(out.Outbound, sub.Outbound...)
		u := &out.Uses
		u.Cron = u.Cron || sub.Uses.Cron
		u.WaitUntil = u.WaitUntil || sub.Uses.WaitUntil
		u.WebSockets = u.WebSockets || sub.Uses.WebSockets
		u.Disk = u.Disk || sub.Uses.Disk
		u.Upstream = u.Upstream || sub.Uses.Upstream
		u.WebCrypto = u.WebCrypto || sub.Uses.WebCrypto
	}
	out.Outbound, out.Secrets = sorted(out.Outbound), sorted(out.Secrets)
}

// EnvPrefix is what the variables of another Worker's own bindings begin with.
func EnvPrefix(worker string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, worker) + "__"
}

// otherFiles adds what the other Workers have in the output.
func (c *conversion) otherFiles(add func(path string, data []byte)) error {
	for i, o := range c.others {
		sub, dir := o.c, o.files()+"/"
		if c.plan.Server.Name == "goja" {
			m := c.plan.Workers[i].Manifest
			text, err := m.Encode()
			if err != nil {
				return err
			}
			add(dir+"manifest.json", text)
			if m.Script != "" {
				add(dir+m.Script, sub.goja.Inline())
			}
			for _, module := range m.Modules {
				add(dir+module.Path, sub.goja.Built.WasmFiles[module.Name])
			}
		} else if !sub.bundler.AssetsOnly() {
			code, sourceMap := sub.node.LinkedAs(path.Base(o.module()))
			add(o.module(), code)
			add(o.module()+".map", sourceMap)
		}
		if a := sub.project.Assets; a != nil {
			for _, name := range a.Files {
				f := assetFile(a.Dir, name)
				f.Path = dir + f.Path
				c.files = append(c.files, f)
			}
		}
		for _, f := range sub.carried {
			f.Path = dir + f.Path
			c.files = append(c.files, f)
		}
	}
	return nil
}

// nodeOthers are the other Workers as a Node project has them, and what their
// scripts use.
func (c *conversion) nodeOthers() (list []nodehost.Other, words string, err error) {
	for _, o := range c.others {
		m := o.c.manifest("hono")
		n := nodehost.Other{Manifest: m, Dir: o.files()}
		if m.Script != "" {
			n.Module = o.module()
			bare, err := rewrite.Bare(o.c.node.Code, nodehost.FeatureGlobals())
			if err != nil {
				return nil, "", err
			}
			words += "\n" + bare
		}
		list = append(list, n)
	}
	return list, words, nil
}
