package transform

import (
	"fmt"
	"strings"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/surface"
	"github.com/w2c-dev/w2c/transform/diag"
)

// ownOnNode are the modules that workerd has in name only, or apart from its
// machine, while on Node they are Node's own and act.
var ownOnNode = map[string]string{
	"child_process":  "workerd throws when a process is started, Node starts it",
	"cluster":        "workerd throws when a process is forked, Node forks it",
	"dgram":          "workerd sends nothing, Node does",
	"fs":             "workerd keeps files in memory for one event, Node writes to the container's disk",
	"http2":          "workerd throws, Node connects",
	"inspector":      "workerd has no inspector, Node has",
	"os":             "workerd tells nothing about its machine, Node does",
	"repl":           "workerd throws, Node reads from its terminal",
	"v8":             "workerd throws or answers zeros, Node answers",
	"vm":             "workerd throws, Node runs the code",
	"wasi":           "workerd throws, Node runs the module",
	"worker_threads": "workerd throws when a thread is started, Node starts it",
}

// nodesOwn warns of modules that act on Node and do not on Workers.
func (c *conversion) nodesOwn() (list diag.List) {
	for _, i := range c.goja.Built.Platform {
		base, _, _ := strings.Cut(strings.TrimPrefix(i.Name, "node:"), "/")
		if why, ok := ownOnNode[base]; ok && strings.HasPrefix(i.Name, "node:") {
			list = append(list, diag.Diagnostic{
				Code: "W2C-S022", Severity: diag.Warning, Span: i.Span,
				Message: fmt.Sprintf("%q is Node's own on %s: %s", i.Name, surface.Node, why),
			})
		}
	}
	return list
}

// flags reports compatibility flags that w2c does not follow: unknown ones,
// experimental ones, and those that ask for behaviour older than it has.
func (c *conversion) flags() (list diag.List) {
	p := c.project
	for i, name := range p.CompatibilityFlags {
		d := diag.Diagnostic{Code: "W2C-C022", Severity: diag.Warning, Span: p.Span(fmt.Sprintf("compatibility_flags[%d]", i))}
		f, on, ok := compat.Find(name)
		switch {
		case !ok:
			d.Message = fmt.Sprintf("unknown compatibility flag %q: workerd does not start with it, here it has no effect", name)
		case f.Experimental:
			d.Message = fmt.Sprintf("the compatibility flag %q is experimental: Cloudflare deploys no Worker with it, here it has no effect", name)
		case f.Effect == compat.Newest && !on:
			d.Code = "W2C-C023"
			d.Message = fmt.Sprintf("the compatibility flag %q asks for older behaviour: the Worker gets that of %q", name, f.Name)
		default:
			continue
		}
		list = append(list, d)
	}
	return list
}

// olderDate tells what the Worker's date leaves off and the Worker gets all the same.
func (c *conversion) olderDate() diag.List {
	p := c.project
	_, dated := compat.Of(p.CompatibilityDate, p.CompatibilityFlags).Behind()
	if len(dated) == 0 {
		return nil
	}
	names := make([]string, len(dated))
	for i, f := range dated {
		names[i] = f.Name
	}
	return diag.List{{
		Code: "W2C-C023", Severity: diag.Info, Span: p.Span("compatibility_date"),
		Message: fmt.Sprintf("%d compatibility flags are later than %s and their behaviour is followed all the same", len(dated), p.CompatibilityDate),
		Notes:   []string{strings.Join(names, ", ")},
	}}
}

// imports reports names that cloudflare: modules do not export: workerd refuses
// to start such a Worker, and what is undefined here would pass unnoticed.
func (c *conversion) imports() (list diag.List) {
	for _, i := range c.facts.Imports {
		d := diag.Diagnostic{Code: "W2C-S023", Severity: diag.Error, Span: i.Span}
		switch surface.ExportOf(i.Module, i.Name) {
		case surface.Exported:
			continue
		case surface.Unknown:
			if i.Asked {
				continue // undefined, as on Workers
			}
			d.Message = fmt.Sprintf("%q does not provide an export named %q", i.Module, i.Name)
			d.Hint = "remove the import: the Worker does not start on Cloudflare either"
		case surface.Lacking:
			d.Message = fmt.Sprintf("%s of %q has no counterpart outside Cloudflare yet", i.Name, i.Module)
			d.Hint = "remove what uses it"
			if i.Asked && i.Span.InPackage() {
				d.Severity, d.Hint = diag.Warning, "" // it may do without
			}
		}
		list = append(list, d)
	}
	return list
}
