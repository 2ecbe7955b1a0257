package transform

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/bindings/queues"
	"github.com/w2c-dev/w2c/runtime/surface"
	"github.com/w2c-dev/w2c/runtime/webapi/wasm"
	"github.com/w2c-dev/w2c/transform/analyze"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

// refusedHandlers are events that nothing outside Cloudflare delivers yet: an
// app that never answers them would lose messages without a word.
var refusedHandlers = map[string]string{
	"connect":    "TCP connections",
	"email":      "incoming mail",
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
		if h.Name == "queue" {
			served = true
			if len(c.consumed()) == 0 {
				c.add(diag.Diagnostic{
					Code: "W2C-S009", Severity: diag.Error, Span: h.Span,
					Message: "the queue handler would never be called: queues.consumers names no queue",
					Hint:    `add "consumers": [{ "queue": "…" }] to queues, with the settings of the consumer on Cloudflare`,
				})
			}
		}
		if refused {
			c.add(diag.Diagnostic{
				Code: "W2C-S009", Severity: diag.Error, Span: h.Span,
				Message: fmt.Sprintf("the %s handler would never be called: %s have no counterpart here yet", h.Name, what),
				Hint:    "take the handler out, or keep this Worker on Cloudflare for now",
			})
		}
		served = served || h.Name == "fetch" || h.Name == "scheduled"
	}
	// Another Worker may call methods of this one.
	if c.facts.HandlersKnown && !served && !c.part && !c.diags.HasErrors() {
		c.add(diag.Diagnostic{
			Code: "W2C-S015", Severity: diag.Warning, Span: diag.Span{File: c.project.Main},
			Message: "the script registers neither a fetch nor a scheduled handler: every request fails, as it does on Cloudflare",
		})
	}
	if names := c.consumed(); len(names) > 0 && c.facts.HandlersKnown && !slices.ContainsFunc(c.facts.Handlers, func(h analyze.Handler) bool { return h.Name == "queue" }) {
		c.add(diag.Diagnostic{
			Code: "W2C-S009", Severity: diag.Error, Span: diag.Span{File: c.project.Main},
			Message: "the script has no queue handler, and queues.consumers gives it the messages of " + strings.Join(names, ", "),
			Hint:    "export a queue handler, or take the consumer out: Cloudflare refuses such a Worker too",
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
//
// others are what stands in goja's way in the Workers that it calls.
func (c *conversion) choose(gojaOnly diag.List, others []string) plan.Choice {
	obstacles := append(slices.Clone(gojaOnly), c.lacking(surface.Goja, c.o.Server == "auto")...)
	switch {
	case c.o.Server == "goja":
		c.add(obstacles...)
		return plan.Choice{Name: "goja", Reasons: []string{"--server goja asks for it"}}
	case c.o.Server != "auto":
		c.add(append(append(c.nodeOnly, c.lacking(surface.Node, false)...), c.nodesOwn()...)...)
		return plan.Choice{Name: c.o.Server, Reasons: []string{"--server " + c.o.Server + " asks for it"}}
	case len(others) > 0:
		c.add(append(append(c.nodeOnly, c.lacking(surface.Node, false)...), c.nodesOwn()...)...)
		return plan.Choice{Name: "hono", Reasons: others}
	case c.bundler.AssetsOnly():
		return plan.Choice{Name: "goja", Reasons: []string{"there is no script, and one static binary serves files"}}
	case !obstacles.HasErrors():
		if reasons := weight(c.goja.Built.Inputs, len(c.goja.Code), c.goja.Built.WasmFiles); len(reasons) > 0 && !c.nodeOnly.HasErrors() {
			c.add(append(append(c.nodeOnly, c.lacking(surface.Node, false)...), c.nodesOwn()...)...)
			return plan.Choice{Name: "hono", Reasons: reasons}
		}
		c.add(obstacles...)
		return plan.Choice{Name: "goja", Reasons: []string{"the Worker uses nothing that goja lacks, and one static binary needs no Node"}}
	}
	c.add(append(append(c.nodeOnly, c.lacking(surface.Node, false)...), c.nodesOwn()...)...)
	choice := plan.Choice{Name: "hono"}
	for _, d := range obstacles.Sorted() {
		if d.Severity == diag.Error {
			reason := d.Message
			if at := d.Span.String(); at != "" {
				reason += " (" + at + ")"
			}
			choice.Reasons = append(choice.Reasons, reason)
		}
	}
	return choice
}

// lacking lists what the script uses and a server does not have: an error where
// the user's own code relies on it, a note where it is asked for first. What
// only a package uses may never be reached: a warning, but strict, when there
// is another server to choose, reason enough to choose that.
func (c *conversion) lacking(s surface.Server, strict bool) diag.List {
	var list diag.List
	// missing words the message and the way out by where the thing is to be had.
	missing := func(what string, has func(surface.Server) bool) (message, hint string) {
		switch {
		case s == surface.Goja && has(surface.Node):
			return what + " is not available on goja", "convert with --server hono"
		case s == surface.Node && has(surface.Goja):
			return what + " is not available on Node", "convert with --server goja"
		}
		return what + " is not available outside Cloudflare yet", "take it out, or keep this Worker on Cloudflare for now"
	}
	for _, u := range c.facts.Globals {
		if surface.Has(s, u.Name) {
			continue
		}
		d := diag.Diagnostic{Code: "W2C-S010", Severity: diag.Error, Span: u.Span}
		d.Message, d.Hint = missing(u.Name, func(s surface.Server) bool { return surface.Has(s, u.Name) })
		d.Span.Length = len(u.Name)
		switch {
		case u.Guarded:
			d.Code, d.Severity, d.Hint = "W2C-S020", diag.Info, ""
			d.Message += "; the code asks for it first"
		case u.Package && !strict:
			d.Code, d.Severity = "W2C-S020", diag.Warning
			d.Message += "; a package uses it, and fails where it does"
		}
		list = append(list, d)
	}
	for _, i := range c.goja.Built.Platform {
		if surface.ServesModule(s, i.Name) {
			continue
		}
		d := diag.Diagnostic{Code: "W2C-S010", Severity: diag.Error, Span: i.Span}
		d.Message, d.Hint = missing(fmt.Sprintf("the module %q", i.Name), func(s surface.Server) bool { return surface.ServesModule(s, i.Name) })
		list = append(list, d)
	}
	if s == surface.Goja {
		list = append(list, c.wasmOnGoja()...)
	}
	return list
}

// wasmOnGoja refuses the modules that need something the goja server's engine
// lacks. The engine itself judges.
func (c *conversion) wasmOnGoja() (list diag.List) {
	for _, name := range slices.Sorted(maps.Keys(c.goja.Built.WasmFiles)) {
		err := wasm.Check(c.goja.Built.WasmFiles[name])
		if err == nil {
			continue
		}
		d := diag.Diagnostic{
			Code: "W2C-S013", Severity: diag.Error,
			Message: fmt.Sprintf("the WebAssembly module %s cannot run on goja: %v", name, err),
			Hint:    "convert with --server hono",
		}
		for _, i := range c.goja.Built.Wasm {
			if strings.HasPrefix(name, strings.TrimSuffix(path.Base(i.Name), ".wasm")+"-") {
				d.Span = i.Span
			}
		}
		list = append(list, d)
	}
	return list
}

// consumed are the queues that the Worker takes messages from.
func (c *conversion) consumed() (names []string) {
	for _, b := range c.project.Bindings {
		if b.Kind == "queues" && b.Name == "" {
			names = append(names, queues.Of(b))
		}
	}
	return names
}
