package routes

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/transform/routes"
)

// perCommitted is how many requests a Worker of this repository is sent, on each
// server.
const perCommitted = 24

// clocked are Workers whose answers tell what earlier requests have left running:
// they depend on the time between two requests, on every server. Their recorded
// requests wait where that matters.
var clocked = map[string]bool{"http/wait-until": true}

// committed compares every example and every conformance case's Worker that has a
// lifted route. The others are the Worker as it was, and have requests of their
// own with recorded answers.
func committed(ctx context.Context, b *bench) []Outcome {
	all, err := cases.Find(b.Root)
	if err != nil {
		return []Outcome{{Name: "committed Workers", Err: err}}
	}
	var list []*worker
	var errs []error
	routesFound, lifted, looked := 0, 0, 0
	for i, c := range all {
		if c.Settings.Source != "" || c.Settings.Project != "" || len(c.Settings.Servers) > 0 || !strings.Contains(c.Name, b.only) {
			continue
		}
		w := &worker{name: c.Name, c: c, dir: filepath.Join(b.dir, "committed", fmt.Sprint(i))}
		if err := c.Stage(ctx, w.dir, b.Tools); err != nil {
			errs = append(errs, err)
			continue
		}
		if err := w.look(ctx); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name, err))
			continue
		}
		looked++
		routesFound += w.routes
		lifted += w.lifted
		// Without a route there is one handler for everything, which the case's
		// own requests are sent to.
		if w.result.Form == routes.Lifted && w.lifted > 0 && !clocked[c.Name] {
			list = append(list, w)
		}
	}
	if err := ask(ctx, b, list, perCommitted); err != nil {
		return []Outcome{{Name: "committed Workers", Err: err}}
	}
	out := compare(ctx, b, list)
	return []Outcome{{
		Name: "committed Workers",
		Said: fmt.Sprintf("%d Workers, %d of them with lifted routes, %d of %d routes; %d answers compared with workerd's", looked, len(list), lifted, routesFound, out.requests),
		Err:  errors.Join(append(errs, out.errs...)...),
	}}
}
