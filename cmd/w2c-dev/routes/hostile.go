package routes

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// hostile runs the Workers with bad input that has a name, as they are and
// lifted.
func hostile(ctx context.Context, b *bench) []Outcome {
	type worker struct {
		Name, Target, Form, Why, Failed string
		Requests, Lifted                int
		Found                           *struct {
			Request                *request
			Expected, Actual, Text string
		}
	}
	lines, err := runScript[worker](ctx, b, "hostile.mjs", map[string]any{"analyser": b.analyser()})
	errs := []error{err}
	workers, requests, lifted := map[string]bool{}, 0, 0
	for _, w := range lines {
		workers[w.Name] = true
		requests += w.Requests
		if w.Form == "lifted" && w.Target == "hono" {
			lifted++
		}
		switch {
		case w.Failed != "":
			errs = append(errs, fmt.Errorf("%s on %s: %s", w.Name, w.Target, w.Failed))
		case w.Form != "lifted" && strings.TrimSpace(w.Why) == "":
			errs = append(errs, fmt.Errorf("%s on %s: kept, and nobody says why", w.Name, w.Target))
		case w.Found != nil && w.Found.Request == nil:
			errs = append(errs, fmt.Errorf("%s on %s: %s, not %s\n--- lifted\n%s", w.Name, w.Target, w.Found.Actual, w.Found.Expected, w.Found.Text))
		case w.Found != nil:
			errs = append(errs, fmt.Errorf("%s on %s: %s %s %v\n--- expected\n%s\n--- actual\n%s\n--- lifted\n%s", w.Name, w.Target,
				w.Found.Request.Method, w.Found.Request.Target, w.Found.Request.Headers, w.Found.Expected, w.Found.Actual, w.Found.Text))
		}
	}
	return []Outcome{{
		Name: "bad input",
		Said: fmt.Sprintf("%d Workers × 2 servers, %d requests, %d of them lifted in part", len(workers), requests, lifted),
		Err:  errors.Join(errs...),
	}}
}
