package routes

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/transform/project"
	"github.com/w2c-dev/w2c/transform/routes"
)

// worker is a real Worker whose answers on workerd and from the converted apps
// are compared.
type worker struct {
	name string
	dir  string // its project, staged
	c    *cases.Case
	// lifted is what became of its routes.
	result routes.Result
	entry  string
	// routes are those that the source has, lifted those of them that are in the app.
	routes, lifted int
	// plain Workers route by if and switch, others by a library.
	plain bool
}

// servers are those that lifted routes run on.
var servers = []string{"hono", "express"}

// look lifts the Worker once, to know its routes.
func (w *worker) look(ctx context.Context) error {
	p, list, err := project.Load(project.Options{Dir: w.dir, Env: w.c.Settings.Env})
	if err != nil {
		return err
	}
	if list.HasErrors() || p.Main == "" {
		return nil
	}
	w.entry = p.Main
	w.result, err = routes.Lift(ctx, routes.Input{
		Entry: p.Main, Target: routes.Hono, Platform: platformFolder,
		Read: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(name)))
		},
	})
	if err != nil {
		return err
	}
	w.count()
	return nil
}

// count says how many routes there are and how many were lifted. What has no
// test, the answer to all the rest, is no route. Where a part was kept the
// routes in it may not be listed; then tests of the path in the source count.
func (w *worker) count() {
	for _, r := range w.result.Routes {
		if r.Test == "" && r.Path == "*" {
			continue
		}
		w.routes++
		if r.State != routes.RouteKept {
			w.lifted++
		}
	}
	if w.result.Why != "" || w.result.Form == routes.Kept {
		w.routes = max(w.routes, len(pathTest.FindAllString(w.source(), -1)))
	}
}

// pathTest is a test of the path in the text of a Worker.
var pathTest = regexp.MustCompile("(?i)(?:pathname|path)\\s*(?:===?|!==?)\\s*[\"'`]|[\"'`]\\s*===?\\s*(?:url\\.)?(?:pathname|path)\\b|(?:pathname|path)\\.(?:startsWith|endsWith|match|includes)\\(|case\\s+[\"'`]/")

func (w *worker) source() string {
	if w.entry == "" {
		return ""
	}
	data, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(w.entry)))
	if err != nil {
		return ""
	}
	return string(data)
}

// literal is a path in a source text, of what every HTTP server takes.
var literal = regexp.MustCompile("[\"'`](/[\\w.~!$&()*+,;=:@/%-]{0,60})[\"'`]")

// wants are the paths and methods that its requests are made from.
func (w *worker) wants() map[string]any {
	paths := map[string]bool{}
	methods := map[string]bool{}
	for _, r := range w.result.Routes {
		for _, m := range r.Methods {
			methods[m] = true
		}
		// Parameters and rests become something.
		path := regexp.MustCompile(`:\w+(\{[^}]*\})?\??`).ReplaceAllString(r.Path, "42")
		paths[strings.ReplaceAll(path, "*", "rest")] = true
		for _, m := range literal.FindAllStringSubmatch(r.Test, -1) {
			paths[m[1]] = true
		}
	}
	for _, m := range literal.FindAllStringSubmatch(w.source(), -1) {
		if len(paths) < 60 {
			paths[m[1]] = true
		}
	}
	for _, m := range []string{"POST", "DELETE", "PUT", "PATCH"} {
		if strings.Contains(w.source(), m) {
			methods[m] = true
		}
	}
	return map[string]any{"name": w.name, "paths": sorted(paths), "methods": sorted(methods)}
}

func sorted(set map[string]bool) []string {
	list := slices.AppendSeq(make([]string, 0, len(set)), maps.Keys(set))
	slices.Sort(list)
	return list
}

// ask gives every Worker count requests, made from what it names.
func ask(ctx context.Context, b *bench, list []*worker, count int) error {
	var wants []map[string]any
	for _, w := range list {
		wants = append(wants, w.wants())
	}
	type made struct {
		Name     string
		Requests []request
	}
	all, err := runScript[made](ctx, b, "requests-for.mjs", map[string]any{"workers": wants, "count": count})
	if err != nil {
		return err
	}
	for i, m := range all {
		c := *list[i].c
		c.Requests, c.Answers = nil, nil
		for n, r := range m.Requests {
			// Bytes beyond ASCII are no routing: hosts take them from browsers,
			// which send them with GET alone.
			if r.Method != "GET" && strings.ContainsFunc(r.Target, func(c rune) bool { return c > 127 }) {
				continue
			}
			one := cases.Request{Name: fmt.Sprintf("%d %s %s", n, r.Method, r.Target), Method: r.Method, Path: r.Target, Headers: r.Headers}
			if r.Body != "" {
				one.Body = &r.Body
			}
			c.Requests = append(c.Requests, one)
		}
		list[i].c = &c
	}
	return nil
}

// compared is what came out of the Workers.
type compared struct {
	requests int
	errs     []error
}

// compare runs every Worker on workerd and both converted apps, several at once.
func compare(ctx context.Context, b *bench, list []*worker) compared {
	var (
		mu  sync.Mutex
		out compared
		wg  sync.WaitGroup
	)
	kit, err := app.NewKit(ctx, b.Tools)
	if err != nil {
		return compared{errs: []error{err}}
	}
	next := make(chan *worker)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for w := range next {
				n, err := w.everywhere(ctx, b, kit)
				mu.Lock()
				out.requests += n
				if err != nil {
					out.errs = append(out.errs, fmt.Errorf("%s: %w", w.name, err))
				}
				mu.Unlock()
			}
		})
	}
	for _, w := range list {
		next <- w
	}
	close(next)
	wg.Wait()
	return out
}

// everywhere compares one Worker; the number is that of the requests it was sent.
func (w *worker) everywhere(ctx context.Context, b *bench, kit *app.Kit) (int, error) {
	want, err := b.Original(ctx, w.c, w.dir)
	if err != nil {
		return 0, fmt.Errorf("workerd: %w", err)
	}
	var errs []error
	for _, server := range servers {
		got, err := w.on(ctx, kit, server)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", server, err))
			continue
		}
		for i := range want {
			if want[i].Exception {
				got[i] = cases.Answer{Name: got[i].Name, Status: got[i].Status, Exception: true}
			}
			if d := want[i].Diff(got[i]); d != "" {
				errs = append(errs, fmt.Errorf("%s: request %q: %s", server, want[i].Name, d))
			}
		}
	}
	if len(errs) > 6 {
		errs = append(errs[:6], fmt.Errorf("and %d more", len(errs)-6))
	}
	return len(want) * len(servers), errors.Join(errs...)
}

// on converts the Worker for server, starts it and sends the requests.
func (w *worker) on(ctx context.Context, kit *app.Kit, server string) ([]cases.Answer, error) {
	out, err := os.MkdirTemp("", "w2c-routes-app-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(out)
	if err := kit.Convert(ctx, w.dir, filepath.Join(out, "app"), server, "sqlite", w.c.Settings.Env); err != nil {
		return nil, err
	}
	up, err := cases.StartUpstream()
	if err != nil {
		return nil, err
	}
	defer up.Close()
	env, err := app.CaseEnv(w.c, up)
	if err != nil {
		return nil, err
	}
	env["W2C_DATA_DIR"] = filepath.Join(out, "data")
	dir := filepath.Join(out, "app")
	a, err := app.Start(ctx, app.Spec{Command: kit.Command(dir, server, false), Dir: dir, Env: env})
	if err != nil {
		return nil, err
	}
	defer a.Kill()
	return w.c.Run(ctx, cases.Server{Addr: a.Addr, Upstream: up.Origin})
}
