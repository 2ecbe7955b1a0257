package main

import (
	"context"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
)

// explain says on stdout what a conversion makes of the route at FILE:LINE. Only
// Node servers have routes of their own; auto means Hono here.
func (w world) explain(ctx context.Context, o transform.Options, at string) error {
	file, number, ok := cutLast(at, ":")
	line, err := strconv.Atoi(number)
	if !ok || err != nil || line < 1 {
		return &transform.UsageError{Message: fmt.Sprintf("--explain %q: use FILE:LINE, such as src/index.ts:41", at)}
	}
	if o.Server == "auto" {
		o.Server = "hono"
	}
	if o.Server == "goja" {
		return &transform.UsageError{Message: "--explain is about the routes of a Node server: use --server hono or express"}
	}
	r, err := transform.Plan(ctx, o)
	if err != nil {
		return err
	}
	if r.Diagnostics.HasErrors() {
		return w.refuse(r.Diagnostics)
	}
	file = path.Clean(strings.ReplaceAll(file, "\\", "/"))
	_, err = fmt.Fprint(w.Stdout, explained(r.Plan, file, line))
	return err
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// explained is the answer for one line: the route whose lines are the fewest of
// those around it.
func explained(p plan.Plan, file string, line int) string {
	var found *plan.Route
	for i, r := range p.Routes {
		if r.Span.File != file || line < r.Span.Line || line > max(r.EndLine, r.Span.Line) {
			continue
		}
		if found == nil || r.EndLine-r.Span.Line < found.EndLine-found.Span.Line {
			found = &p.Routes[i]
		}
	}
	var b strings.Builder
	if found == nil {
		fmt.Fprintf(&b, "%s:%d is part of no route", file, line)
		if s := p.Source; s != nil && s.Form == "bundle" && s.Why != "" {
			fmt.Fprintf(&b, "; the Worker becomes one file: %s", s.Why)
		} else if s != nil && s.Routing != "lifted" && s.RoutingWhy != "" {
			fmt.Fprintf(&b, "; the Worker's handler is kept: %s", s.RoutingWhy)
		}
		b.WriteString("\n")
		return b.String()
	}
	methods := strings.ReplaceAll(found.Method, ",", ", ")
	if methods == "*" {
		methods = "all methods"
	}
	at := diag.Span{File: file, Line: found.Span.Line, Column: found.Span.Column}
	fmt.Fprintf(&b, "%s: %s %s\n", at, methods, found.Path)
	if found.Test != "" {
		fmt.Fprintf(&b, "  where the Worker asks: %s\n", strings.Join(strings.Fields(found.Test), " "))
	}
	fmt.Fprintf(&b, "  %s\n", became(p, *found))
	return b.String()
}

// became says in a sentence what became of a route.
func became(p plan.Plan, r plan.Route) string {
	framework := map[string]string{"hono": "Hono", "express": "Express"}[p.Server.Name]
	why := ""
	if r.Why != "" {
		why = ": " + r.Why
	}
	switch r.State {
	case "lifted":
		return "becomes a route of " + framework + why
	case "middleware":
		return "becomes middleware of " + framework + ", before the routes behind it" + why
	case "mounted":
		return "stays a route of the Worker's own router" + why
	}
	return "stays in the handler that is kept" + why
}
