// Package transform turns a Worker project into a container app. Convert is the
// one place that knows the order of the phases: read the project, bundle it,
// look at the script, decide, plan, and collect the files. Nothing here writes
// to a disk; Write does, when everything is known.
package transform

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
	"github.com/w2c-dev/w2c/templates"
	"github.com/w2c-dev/w2c/transform/analyze"
	"github.com/w2c-dev/w2c/transform/bundle"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/keep"
	"github.com/w2c-dev/w2c/transform/plan"
	"github.com/w2c-dev/w2c/transform/project"
	"github.com/w2c-dev/w2c/transform/rewrite"
	"github.com/w2c-dev/w2c/transform/routes"
)

// Options are what a person chooses; the zero value of each is the default.
type Options struct {
	Dir    string // the project's folder
	Config string // a config file other than the one wrangler would find
	Env    string // a named environment
	Server string // auto, goja, hono, express
	State  string // sqlite, services
	Deploy string // a name of templates.Names
	Region string
	Arch   string // of w2c-host: amd64, arm64
	// Platform is how much of src/platform a Node project gets: used, all.
	Platform string
	// Bundle has a Node project carry the Worker as one file; without it the
	// Worker's own modules are kept where that is exactly the same.
	Bundle bool

	// With are the folders of other Workers that this one calls by service bindings,
	// absolute. Those beside it are found without.
	With []string

	// Build is where build.command writes and what environment it has.
	Build bundle.Output
	// Host finds the goja host's executable for linux and an architecture; it is
	// asked only when the output needs one. Nil leaves the executable out.
	Host func(ctx context.Context, arch string) (string, error)
}

// Result is a finished conversion. With errors among the diagnostics there are
// no files, and the plan is as far as it got.
type Result struct {
	Plan        plan.Plan
	Files       []File
	Diagnostics diag.List
	// Worker is how build.mjs makes the Worker's script of the source that the
	// output keeps; nil for an output that has the script itself.
	Worker *bundle.Plain
}

// File is a file of the output. Source is set instead of Data when the bytes
// are those of another file, so that a folder of assets is never held in memory.
type File struct {
	plan.File
	Source string
}

// Servers, States and the other values a flag takes; the first is the default.
var (
	Servers = []string{"auto", "goja", "hono", "express"}
	States  = []string{"sqlite", "services"}
	Arches  = []string{"amd64", "arm64"}
	// Platforms are how much of src/platform a Node project gets.
	Platforms = []string{"used", "all"}
)

// Deploys are the values of --deploy, the default first.
func Deploys() []string {
	names := []string{"compose"}
	for _, t := range templates.Targets {
		if !slices.Contains(names, t.Name()) {
			names = append(names, t.Name())
		}
	}
	return names
}

func (o *Options) defaults() error {
	set := func(what string, v *string, allowed []string) error {
		if *v == "" {
			*v = allowed[0]
		}
		if !slices.Contains(allowed, *v) {
			return &UsageError{fmt.Sprintf("--%s %q: use one of %s", what, *v, strings.Join(allowed, ", "))}
		}
		return nil
	}
	if o.Arch == "" && slices.Contains(Arches, runtime.GOARCH) {
		o.Arch = runtime.GOARCH
	}
	for _, err := range []error{
		set("server", &o.Server, Servers),
		set("state", &o.State, States),
		set("deploy", &o.Deploy, Deploys()),
		set("arch", &o.Arch, Arches),
		set("platform", &o.Platform, Platforms),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// UsageError is a wrong flag.
type UsageError struct{ Message string }

func (e *UsageError) Error() string { return e.Message }

// Convert reads a Worker project and returns the container app it becomes. The
// error is about the world (a disk, a missing program); what is wrong with the
// Worker is in the diagnostics. Same project, same files, byte for byte.
func Convert(ctx context.Context, o Options) (Result, error) {
	c, r, err := start(ctx, o)
	if err != nil || r.Diagnostics.HasErrors() {
		return r, err
	}
	if c.source != nil {
		r.Worker = &c.source.Plain
	}
	r.Files, err = c.output(ctx)
	return r, err
}

// Plan is Convert without the files.
func Plan(ctx context.Context, o Options) (Result, error) {
	_, r, err := start(ctx, o)
	return r, err
}

func start(ctx context.Context, o Options) (*conversion, Result, error) {
	if err := o.defaults(); err != nil {
		return nil, Result{}, err
	}
	c := &conversion{o: o}
	if err := c.run(ctx); err != nil {
		return nil, Result{}, err
	}
	c.diags = dedupe(c.diags.Sorted())
	c.plan.Findings = c.diags
	return c, Result{Plan: c.plan, Diagnostics: c.diags}, nil
}

// conversion is one run of Convert.
type conversion struct {
	o       Options
	project *project.Project
	bundler *bundle.Bundler
	goja    rewrite.Script
	node    rewrite.Script
	facts   analyze.Facts
	plan    plan.Plan
	// nodeOnly is what stands in Node's way and not in goja's, gojaOnly the
	// reverse, and common what concerns the Worker whatever serves it.
	nodeOnly, gojaOnly, common diag.List
	// source is the Worker's own source where the output keeps it, and project the
	// files around it.
	source    *keep.Source
	form      *plan.Source
	lifting   *lifting
	routes    []routes.Route
	nodeFiles []nodehost.File
	// others are the Workers behind service bindings; part says that this is one.
	others []*other
	part   bool
	// carried are files of the project that bindings take along.
	carried []File
	files   []File
	diags   diag.List
}

func (c *conversion) add(ds ...diag.Diagnostic) { c.diags = append(c.diags, ds...) }

// run goes through the phases up to the plan. A phase that finds errors ends
// the run, because what follows would only repeat them.
func (c *conversion) run(ctx context.Context) error {
	p, ds, err := project.Load(project.Options{Dir: c.o.Dir, Config: c.o.Config, Env: c.o.Env})
	if err != nil {
		return err
	}
	c.project = p
	c.add(ds...)
	if ds.HasErrors() {
		return nil
	}
	if !c.part {
		if err := c.findOthers(); err != nil || c.diags.HasErrors() {
			return err
		}
	}
	c.bundler, ds, err = bundle.New(ctx, p, c.o.Build)
	if err != nil {
		return err
	}
	c.add(ds...)
	if ds.HasErrors() {
		return nil
	}
	if err := c.site(); err != nil {
		return err
	}
	if err := c.carry(); err != nil {
		return err
	}
	if err := c.date(); err != nil {
		return err
	}
	if server := c.o.Server; (server == "hono" || server == "express") && !c.o.Bundle && !c.bundler.AssetsOnly() {
		c.lifting = c.lift(ctx, routes.Target(server))
	}
	gojaDiags, err := c.script()
	if err != nil || c.diags.HasErrors() {
		return err
	}
	c.handlers()
	c.add(c.flags()...)
	c.common, c.gojaOnly = slices.Clone(c.diags), gojaDiags
	reasons, err := c.convertOthers(ctx, c.o.Server)
	if err != nil {
		return err
	}
	choice := c.choose(gojaDiags, reasons)
	if err := c.settleOthers(ctx, choice); err != nil {
		return err
	}
	if err := c.keep(ctx, choice); err != nil {
		return err
	}
	c.plan = c.assemble(choice)
	return nil
}

// script builds the script for goja, which the analysis reads whatever the
// server, and for Node when that may be chosen. Diagnostics that only concern
// goja are returned, those about the Worker itself are added.
func (c *conversion) script() (gojaOnly diag.List, err error) {
	if c.bundler.AssetsOnly() {
		c.facts.HandlersKnown = true
		return nil, nil
	}
	var gojaDiags, nodeDiags diag.List
	var g errgroup.Group
	g.Go(func() (err error) {
		c.goja, gojaDiags, err = rewrite.Goja(c.bundler)
		return err
	})
	if c.o.Server != "goja" {
		g.Go(func() (err error) {
			c.node, nodeDiags, err = rewrite.Node(c.bundler, nil)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	gojaOnly = c.share(gojaDiags, nodeDiags)
	if c.goja.Tree != nil {
		c.facts = analyze.Script(analyze.Input{
			Tree: c.goja.Tree, Code: c.goja.Code, Map: c.goja.Map,
			Syntax: c.bundler.Syntax, Bindings: bindingNames(c.project.Bindings),
		})
		c.add(c.imports()...)
	}
	if c.o.Server != "goja" && c.bundler.Syntax == manifest.ServiceWorker && len(c.facts.Implicit) > 0 && !c.diags.HasErrors() {
		c.node, _, err = rewrite.Node(c.bundler, c.facts.Implicit)
	}
	return gojaOnly, err
}

// share adds what both builds say of the Worker, keeps for later what only
// Node's does, and returns what only goja's does.
func (c *conversion) share(gojaDiags, nodeDiags diag.List) (gojaOnly diag.List) {
	if c.o.Server == "goja" {
		c.add(gojaDiags...)
		return nil
	}
	in := func(list diag.List, d diag.Diagnostic) bool {
		return slices.ContainsFunc(list, func(o diag.Diagnostic) bool {
			return o.Code == d.Code && o.Message == d.Message && o.Span.String() == d.Span.String()
		})
	}
	for _, d := range gojaDiags {
		if in(nodeDiags, d) {
			c.add(d)
		} else {
			gojaOnly = append(gojaOnly, d)
		}
	}
	for _, d := range nodeDiags {
		if !in(gojaDiags, d) {
			if c.bundler.Syntax == manifest.ServiceWorker && d.Severity == diag.Error {
				// What esbuild cannot put into a module, a classic script may say.
				d.Code, d.Hint = "W2C-S018", "convert with --server goja, which runs service workers as classic scripts"
			}
			c.nodeOnly = append(c.nodeOnly, d)
		}
	}
	return gojaOnly
}

func bindingNames(list []manifest.Binding) []string {
	var names []string
	for _, b := range list {
		if b.Name != "" {
			names = append(names, b.Name)
		}
	}
	return names
}

// output collects every file of the container app, sorted by path.
func (c *conversion) output(ctx context.Context) ([]File, error) {
	add := func(path string, data []byte) {
		c.files = append(c.files, File{File: plan.File{Path: path, Data: data}})
	}
	m := c.plan.Manifest
	if c.plan.Server.Name == "goja" {
		text, err := m.Encode()
		if err != nil {
			return nil, err
		}
		add("manifest.json", text)
		if m.Script != "" {
			add(m.Script, c.goja.Inline())
		}
		for _, module := range m.Modules {
			add(module.Path, c.goja.Built.WasmFiles[module.Name])
		}
		if c.o.Host != nil {
			path, err := c.o.Host(ctx, c.o.Arch)
			if err != nil {
				return nil, err
			}
			c.files = append(c.files, File{File: plan.File{Path: "w2c-host", Executable: true}, Source: path})
		}
	} else {
		if err := c.nodeProject(add); err != nil {
			return nil, err
		}
	}
	if err := c.otherFiles(add); err != nil {
		return nil, err
	}
	if a := c.project.Assets; a != nil {
		for _, name := range a.Files {
			c.files = append(c.files, assetFile(a.Dir, name))
		}
	}
	c.files = append(c.files, c.carried...)
	target, err := templates.Files(c.plan)
	if err != nil {
		return nil, err
	}
	for _, f := range target {
		c.files = append(c.files, File{File: f})
	}
	sort.Slice(c.files, func(i, j int) bool { return c.files[i].Path < c.files[j].Path })
	for i := 1; i < len(c.files); i++ {
		if c.files[i].Path == c.files[i-1].Path {
			return nil, fmt.Errorf("two parts of the output write %s", c.files[i].Path)
		}
	}
	return c.files, nil
}

// dedupe drops diagnostics that both builds of the script reported.
func dedupe(list diag.List) diag.List {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool {
		key := d.Code + "\x00" + d.Span.String() + "\x00" + d.Message
		dup := seen[key]
		seen[key] = true
		return dup
	})
}
