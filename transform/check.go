package transform

import (
	"context"
	"fmt"

	"github.com/w2c-dev/w2c/runtime/surface"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

// Report is what will and will not work, server by server. Its JSON form is
// what `w2c check --format json` writes.
type Report struct {
	Name string `json:"name"`
	Main string `json:"main,omitempty"`
	// Worker are the findings that hold whatever serves the Worker.
	Worker diag.List `json:"worker"`
	// Servers are goja and node, in this order; none when the Worker itself
	// cannot be converted.
	Servers []ServerReport `json:"servers,omitempty"`
	// Choice is what --server auto would take.
	Choice *plan.Choice `json:"choice,omitempty"`
}

// ServerReport is what one server makes of the Worker.
type ServerReport struct {
	Server   string    `json:"server"` // "goja" or "node", which is hono and express
	Runs     bool      `json:"runs"`
	Findings diag.List `json:"findings"`
}

// Runs says whether any server can run the Worker.
func (r Report) Runs() bool {
	for _, s := range r.Servers {
		if s.Runs {
			return true
		}
	}
	return false
}

// Check reads a Worker project and reports, per call site, what each server
// lacks or does differently. Nothing is written.
func Check(ctx context.Context, o Options) (Report, error) {
	o.Server, o.Host = "auto", nil
	o.Bundle = true // the report is about the Worker, not about its files
	c, r, err := start(ctx, o)
	if err != nil {
		return Report{}, err
	}
	out := Report{Worker: diag.List{}}
	if c.project != nil {
		out.Name, out.Main = c.project.Name, c.project.Main
	}
	if c.common.HasErrors() || c.plan.Server.Name == "" {
		out.Worker = r.Diagnostics
		return out, nil
	}
	out.Worker = append(out.Worker, dedupe(append(c.olderDate(), c.common...).Sorted())...)
	for _, s := range []struct {
		name   string
		server surface.Server
		own    diag.List
	}{{"goja", surface.Goja, c.gojaOnly}, {"node", surface.Node, c.nodeOnly}} {
		findings := append(append(diag.List{}, s.own...), c.lacking(s.server, false)...)
		if s.server == surface.Node {
			findings = append(findings, c.nodesOwn()...)
		}
		findings = dedupe(append(findings, c.differing(s.server)...).Sorted())
		out.Servers = append(out.Servers, ServerReport{Server: s.name, Runs: !findings.HasErrors(), Findings: findings})
	}
	out.Choice = &c.plan.Server
	return out, nil
}

// differing lists the uses of what a server has, but not as workerd has it.
func (c *conversion) differing(s surface.Server) (list diag.List) {
	for _, u := range c.facts.Globals {
		if !surface.Differs(s, u.Name) {
			continue
		}
		d := diag.Diagnostic{
			Code: "W2C-S021", Severity: diag.Info, Span: u.Span,
			Message: fmt.Sprintf("%s is not the same on %s in its attributes or the number of its parameters", u.Name, s),
		}
		d.Span.Length = len(u.Name)
		list = append(list, d)
	}
	return list
}
