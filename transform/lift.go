package transform

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/transform/diag"
	"github.com/w2c-dev/w2c/transform/plan"
	"github.com/w2c-dev/w2c/transform/routes"
)

// lifting is the search for routes, which runs beside the bundling.
type lifting struct {
	target routes.Target
	result routes.Result
	err    error
	done   chan struct{}
}

// lift starts to look for routes in the Worker's source.
func (c *conversion) lift(ctx context.Context, target routes.Target) *lifting {
	l := &lifting{target: target, done: make(chan struct{})}
	go func() {
		defer close(l.done)
		l.result, l.err = liftSource(ctx, c.project.Dir, c.bundler.Entry(), target)
	}()
	return l
}

// lifted is what was found for a target. The search may have begun already.
func (c *conversion) lifted(ctx context.Context, target routes.Target) (routes.Result, error) {
	l := c.lifting
	if l == nil || l.target != target {
		l = c.lift(ctx, target)
	}
	<-l.done
	if target == routes.Express && c.called() {
		return routes.Result{Form: routes.Kept, Why: "a service binding calls the Worker itself, which needs its handler as it is", Routes: asKept(l.result.Routes)}, l.err
	}
	return l.result, l.err
}

// liftLimit ends a search that a source makes endless; real ones take a second.
const liftLimit = time.Minute

// liftSource is routes.Lift on the files of a folder. What it wrote must parse.
func liftSource(ctx context.Context, dir, entry string, target routes.Target) (routes.Result, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return routes.Result{}, fmt.Errorf("open project: %w", err)
	}
	defer root.Close()
	limited, cancel := context.WithTimeout(ctx, liftLimit)
	defer cancel()
	r, err := routes.Lift(limited, routes.Input{
		Entry: entry, Target: target, Platform: "src/platform",
		Read: func(name string) ([]byte, error) {
			data, err := root.ReadFile(filepath.FromSlash(name))
			if err != nil {
				// What lies above the project, or cannot be read, is nobody's to rewrite.
				return nil, fmt.Errorf("%w: %w", fs.ErrNotExist, err)
			}
			return data, nil
		},
	})
	switch {
	case ctx.Err() != nil:
		return r, ctx.Err()
	case err != nil:
		return routes.Result{Form: routes.Kept, Why: "its routes could not be looked for: " + err.Error()}, nil
	}
	for name, text := range r.Files {
		if !parses(name, text) {
			return routes.Result{Form: routes.Kept, Why: "what was made of " + name + " does not parse", Routes: asKept(r.Routes)}, nil
		}
	}
	return r, nil
}

func parses(name string, text []byte) bool {
	loader := map[string]api.Loader{".ts": api.LoaderTS, ".mts": api.LoaderTS, ".cts": api.LoaderTS, ".tsx": api.LoaderTSX}[path.Ext(name)]
	if loader == api.LoaderNone {
		loader = api.LoaderJSX
	}
	return len(api.Transform(string(text), api.TransformOptions{Loader: loader, LogLevel: api.LogLevelSilent}).Errors) == 0
}

func asKept(list []routes.Route) []routes.Route {
	list = slices.Clone(list)
	for i := range list {
		list[i].State = routes.RouteKept
	}
	return list
}

// planRoutes are routes as the plan holds them, with the lines they are on.
func (c *conversion) planRoutes() []plan.Route {
	out := []plan.Route{}
	lines := map[string][][]byte{}
	for _, r := range c.routes {
		if lines[r.File] == nil {
			// A file that is gone has no excerpt.
			data, _ := os.ReadFile(filepath.Join(c.project.Dir, filepath.FromSlash(r.File)))
			lines[r.File] = bytes.Split(data, []byte("\n"))
		}
		p := plan.Route{
			Method: "*", Path: r.Path, Test: r.Test, State: string(r.State), Why: r.Why, EndLine: r.EndLine,
			Span: diag.Span{File: r.File, Line: r.Line, Column: r.Column},
		}
		if len(r.Methods) > 0 {
			p.Method = strings.Join(r.Methods, ",")
		}
		if r.Line > 0 && r.Line <= len(lines[r.File]) {
			p.Span.Text = strings.TrimSuffix(string(lines[r.File][r.Line-1]), "\r")
		}
		out = append(out, p)
	}
	return out
}

func notLifted(list []routes.Route, why string) []routes.Route {
	list = asKept(list)
	for i := range list {
		list[i].Why = why
	}
	return list
}
