package transform

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/keep"
	"github.com/w2c-dev/w2c/transform/plan"
	"github.com/w2c-dev/w2c/transform/rewrite"
	"github.com/w2c-dev/w2c/transform/routes"
)

// keep decides whether a Node project holds the Worker's own source. Where that
// would not be exactly the same the Worker stays a bundle, and a finding says why.
func (c *conversion) keep(ctx context.Context, choice plan.Choice) error {
	if choice.Name == "goja" || c.bundler.AssetsOnly() || c.diags.HasErrors() {
		return nil
	}
	if c.o.Bundle {
		c.form = &plan.Source{Form: "bundle", Why: "--bundle asks for it"}
		return nil
	}
	reason, err := c.collect(ctx, choice)
	if err != nil || reason == nil {
		return err
	}
	c.source, c.nodeFiles = nil, nil
	c.routes = notLifted(c.routes, "the Worker's source is not kept")
	c.form = &plan.Source{Form: "bundle", Why: reason.Message}
	d := diag.Diagnostic(*reason)
	d.Severity = diag.Info
	d.Message = "the Worker's source becomes one file, src/worker.js: " + d.Message
	c.add(d)
	return nil
}

// collect makes the project with the Worker's own source, or says why not.
func (c *conversion) collect(ctx context.Context, choice plan.Choice) (*keep.Reason, error) {
	lifted, err := c.lifted(ctx, routes.Target(choice.Name))
	if err != nil {
		return nil, err
	}
	c.routes = lifted.Routes
	if c.bundler.Syntax == manifest.ServiceWorker && lifted.Form != routes.Lifted {
		return &keep.Reason{Code: "W2C-K006", Message: "a service worker is a script, and what is kept are modules"}, nil
	}
	plain, why := rewrite.PlainNode(c.bundler, c.facts.Implicit, c.node)
	if why != "" {
		return &keep.Reason{Code: "W2C-K003", Message: why}, nil
	}
	var reason *keep.Reason
	c.source, reason, err = keep.Of(keep.Input{
		Project: c.project, Code: c.node.Code, Built: c.node.Built, Plain: plain, Proved: c.node.Proved,
	})
	if reason != nil || err != nil {
		return reason, err
	}
	c.source.Lift(lifted, choice.Name)
	c.form = &plan.Source{
		Form: "kept", Server: c.source.Kept.Server, Files: slices.Sorted(maps.Keys(c.source.Files)),
		Routing: string(lifted.Form), RoutingWhy: lifted.Why,
	}
	c.nodeFiles, err = c.aroundWorker(c.manifest(choice.Name), choice.Name)
	var conflict *nodehost.PackagesError
	if errors.As(err, &conflict) {
		return &keep.Reason{Code: "W2C-K002", Message: conflict.Message}, nil
	}
	return nil, err
}

// aroundWorker are the files that nodehost writes.
func (c *conversion) aroundWorker(m manifest.Manifest, server string) ([]nodehost.File, error) {
	bare, err := rewrite.Bare(c.node.Code, nodehost.FeatureGlobals())
	if err != nil {
		return nil, err
	}
	others, words, err := c.nodeOthers()
	if err != nil {
		return nil, err
	}
	bare += words
	o := nodehost.Options{Others: others, Server: server, Services: c.o.State == "services", Worker: bare, Everything: c.o.Platform == "all"}
	if c.source != nil {
		o.Kept = &c.source.Kept
	}
	return nodehost.Files(m, o)
}

// nodeProject adds the files of a Node server.
func (c *conversion) nodeProject(add func(path string, data []byte)) (err error) {
	m := c.plan.Manifest
	files := c.nodeFiles
	if files == nil {
		if files, err = c.aroundWorker(m, c.plan.Server.Name); err != nil {
			return err
		}
	}
	for _, f := range files {
		add(f.Path, f.Data)
	}
	switch {
	case m.Script == "":
	case c.source == nil:
		code, sourceMap := c.node.Linked()
		add(m.Script, code)
		add(m.Script+".map", sourceMap)
	default:
		script, err := keep.BuildScript(c.source.Plain, c.source.Kept.Server)
		if err != nil {
			return err
		}
		add("build.mjs", script)
		for _, name := range slices.Sorted(maps.Keys(c.source.Files)) {
			add(name, c.source.Files[name])
		}
	}
	return nil
}
