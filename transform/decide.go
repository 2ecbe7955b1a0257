package transform

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/w2c-dev/w2c/runtime/surface"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

// refusedHandlers are events that nothing outside Cloudflare delivers yet: an
// app that never answers them would lose messages without a word.
var refusedHandlers = map[string]string{
	"connect":    "TCP connections",
	"email":      "incoming mail",
	"queue":      "queue messages",
	"tail":       "tail events",
	"tailStream": "tail events",
	"trace":      "trace events",
}

// cloudClasses are the base classes whose instances Cloudflare runs by itself.
var cloudClasses = map[string]string{
	"Container":          "Cloudflare Containers",
	"DurableObject":      "Durable Objects",
	"WorkflowEntrypoint": "Workflows",
}

// handlers reports handlers and classes that have no counterpart.
func (c *conversion) handlers() {
	served := c.bundler.AssetsOnly()
	for _, h := range c.facts.Handlers {
		what, refused := refusedHandlers[h.Name]
		if refused {
			c.add(diag.Diagnostic{
				Code: "W2C-S009", Severity: diag.Error, Span: h.Span,
				Message: fmt.Sprintf("the %s handler would never be called: %s have no counterpart here yet", h.Name, what),
				Hint:    "take the handler out, or keep this Worker on Cloudflare for now",
			})
		}
		served = served || h.Name == "fetch" || h.Name == "scheduled"
	}
	if c.facts.HandlersKnown && !served && !c.diags.HasErrors() {
		c.add(diag.Diagnostic{
			Code: "W2C-S015", Severity: diag.Warning, Span: diag.Span{File: c.project.Main},
			Message: "the script registers neither a fetch nor a scheduled handler: every request fails, as it does on Cloudflare",
		})
	}
	for _, class := range c.facts.Classes {
		if what, ok := cloudClasses[class.Extends]; ok {
			c.add(diag.Diagnostic{
				Code: "W2C-S014", Severity: diag.Warning, Span: class.Span,
				Message: fmt.Sprintf("the class %s extends %s: %s have no counterpart here yet, so nothing creates it", class.Name, class.Extends, what),
			})
		}
	}
}

// choose decides on the server. What stands in goja's way is a reason when the
// choice is ours, and an error when goja was asked for.
func (c *conversion) choose(gojaDiags diag.List) plan.Choice {
	obstacles := append(append(diag.List(nil), gojaDiags...), c.lacking(surface.Goja)...)
	blocked := obstacles.HasErrors()
	switch {
	case c.o.Server == "goja":
		c.add(obstacles...)
		return plan.Choice{Name: "goja", Reasons: []string{"chosen by --server goja"}}
	case c.o.Server != "auto":
		c.add(c.lacking(surface.Node)...)
		return plan.Choice{Name: c.o.Server, Reasons: []string{"chosen by --server " + c.o.Server}}
	case !blocked:
		c.dropNodeWarnings()
		c.add(obstacles...)
		return plan.Choice{Name: "goja", Reasons: []string{"the Worker uses nothing that goja lacks, so one static binary without Node runs it"}}
	}
	c.add(c.lacking(surface.Node)...)
	choice := plan.Choice{Name: "hono"}
	for _, d := range obstacles {
		if d.Severity == diag.Error {
			reason := d.Message
			if at := d.Span.String(); at != "" {
				reason = at + ": " + reason
			}
			choice.Reasons = append(choice.Reasons, reason)
		}
	}
	return choice
}

// dropNodeWarnings is a seam for what only concerns a server that was not chosen.
func (c *conversion) dropNodeWarnings() {
	c.diags = slices.DeleteFunc(c.diags, func(d diag.Diagnostic) bool { return d.Code == "W2C-S018" })
}

// lacking lists what the script uses and a server does not have: an error where
// the user's own code relies on it, a warning where it is asked for first or
// only packages mention it.
func (c *conversion) lacking(s surface.Server) diag.List {
	var list diag.List
	other := func(name string, has func(surface.Server) bool) string {
		if s == surface.Goja && has(surface.Node) {
			return "convert with --server hono"
		}
		if s == surface.Node && has(surface.Goja) {
			return "convert with --server goja"
		}
		return "no server has " + name + " yet; take it out, or keep this Worker on Cloudflare for now"
	}
	for _, u := range c.facts.Globals {
		if surface.Has(s, u.Name) {
			continue
		}
		d := diag.Diagnostic{
			Code: "W2C-S010", Severity: diag.Error, Span: u.Span,
			Message: fmt.Sprintf("%s is not available on %s", u.Name, s),
			Hint:    other(u.Name, func(s surface.Server) bool { return surface.Has(s, u.Name) }),
		}
		d.Span.Length = len(u.Name)
		if u.Guarded {
			d.Code, d.Severity = "W2C-S020", diag.Warning
			d.Message += "; the code seems to do without it"
		}
		list = append(list, d)
	}
	for _, i := range c.goja.Built.Platform {
		if surface.ServesModule(s, i.Name) {
			continue
		}
		list = append(list, diag.Diagnostic{
			Code: "W2C-S010", Severity: diag.Error, Span: i.Span,
			Message: fmt.Sprintf("the module %q is not available on %s", i.Name, s),
			Hint:    other(i.Name, func(s surface.Server) bool { return surface.ServesModule(s, i.Name) }),
		})
	}
	for _, i := range c.goja.Built.Wasm {
		if s != surface.Goja {
			break
		}
		list = append(list, diag.Diagnostic{
			Code: "W2C-S013", Severity: diag.Error, Span: i.Span,
			Message: fmt.Sprintf("the WebAssembly module %s cannot run on goja yet", i.Name),
			Hint:    "convert with --server hono",
		})
	}
	return list
}

func assetFile(dir, name string) File {
	return File{File: plan.File{Path: "assets/" + name}, Source: filepath.Join(dir, filepath.FromSlash(name))}
}
