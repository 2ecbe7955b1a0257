package hosttest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/project"
)

// TestConformance runs every case on every server and store. The name of a
// subtest is area/case/server/store; w2c-dev makes its table from it.
func TestConformance(t *testing.T) {
	need(t)
	all, err := cases.Find(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no cases")
	}
	byArea := map[string][]*cases.Case{}
	for _, c := range all {
		byArea[c.Area] = append(byArea[c.Area], c)
	}
	for _, area := range slices.Sorted(maps.Keys(byArea)) {
		t.Run(area, func(t *testing.T) {
			t.Parallel()
			for _, c := range byArea[area] {
				t.Run(c.Short(), func(t *testing.T) {
					t.Parallel()
					everywhere(t, c)
				})
			}
		})
	}
}

func everywhere(t *testing.T, c *cases.Case) {
	if err := c.Stale(); err != nil {
		t.Fatal(err)
	}
	on := stores
	if c.Area != "examples" && !keepsState(c) {
		on = stores[:1]
	}
	for _, server := range app.Servers {
		t.Run(server, func(t *testing.T) {
			t.Parallel()
			for _, st := range on {
				t.Run(st.name, func(t *testing.T) {
					t.Parallel()
					dir := converted(t, c, server, st.state)
					differences := compare(t, c, st, kit.Command(dir, server, false), dir)
					judge(t, c, server, differences)
					if c.Area != "examples" && !t.Failed() { // others want those again; a host has 30 MB
						_ = os.RemoveAll(filepath.Dir(dir))
					}
				})
			}
		})
	}
}

// keepsState says whether a case's app opens a store that has a choice. All others
// are the same app whatever the store: they run once on each server.
func keepsState(c *cases.Case) bool {
	p, _, err := project.Load(project.Options{Dir: c.Dir, Env: c.Settings.Env})
	if err != nil || p == nil || len(p.Crons) > 0 {
		return true
	}
	return slices.ContainsFunc(p.Bindings, func(b manifest.Binding) bool {
		return !slices.Contains([]string{"vars", "secrets", "secretstore", "version", "ratelimit", "hyperdrive", "assets", "d1", "r2"}, b.Kind)
	})
}

// TestBuilt runs the examples from the bundle that their image runs: what the
// output's own build.mjs makes of the Worker's source.
func TestBuilt(t *testing.T) {
	need(t)
	eachExample(t, func(t *testing.T, c *cases.Case, server string) {
		built(t, c, server, converted(t, c, server, "sqlite"))
	})
}

// TestBundled runs the examples in the form of --bundle, as they are and built.
func TestBundled(t *testing.T) {
	need(t)
	eachExample(t, func(t *testing.T, c *cases.Case, server string) {
		dir := done(t, c, server, func() (string, error) {
			return outputOf(t.Context(), c, transform.Options{Server: server, State: "sqlite", Bundle: true})
		})
		if server == "hono" {
			built(t, c, server, dir)
			return
		}
		judge(t, c, server, compare(t, c, stores[0], kit.Command(dir, server, false), dir))
	})
}

func eachExample(t *testing.T, f func(t *testing.T, c *cases.Case, server string)) {
	all, err := cases.Find(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Area != "examples" {
			continue
		}
		for _, server := range app.Servers[1:] { // goja has nothing to build
			t.Run(c.Short()+"/"+server+"/sqlite", func(t *testing.T) {
				t.Parallel()
				f(t, c, server)
			})
		}
	}
}

// built runs a case from what npm run build makes in dir.
func built(t *testing.T, c *cases.Case, server, dir string) {
	t.Helper()
	if err := kit.Build(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	// The image has no packages and no sources.
	image := t.TempDir()
	for _, name := range []string{"dist", "assets", "migrations"} {
		from := dir + "/" + name
		if _, err := os.Stat(from); err == nil {
			if err := os.CopyFS(image+"/"+name, os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
		}
	}
	judge(t, c, server, compare(t, c, stores[0], kit.Command(image, server, true), image))
}

// converted is the case's app for a server. A server that the case's settings
// exclude may refuse the conversion with a diagnostic; the table says refused.
func converted(t *testing.T, c *cases.Case, server, state string) string {
	t.Helper()
	return done(t, c, server, func() (string, error) { return output(t.Context(), c, server, state) })
}

func done(t *testing.T, c *cases.Case, server string, convert func() (string, error)) string {
	t.Helper()
	dir, err := convert()
	var refused *app.RefusedError
	if excluded(c, server) && errors.As(err, &refused) {
		t.Skipf("refused: %s\n%s", c.Settings.Why, refused.Text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func excluded(c *cases.Case, server string) bool {
	return len(c.Settings.Servers) > 0 && !slices.Contains(c.Settings.Servers, server)
}

// judge decides what differences mean. A server that the case's settings
// exclude must have some: one that answers like workerd after all is news.
func judge(t *testing.T, c *cases.Case, server string, differences []string) {
	t.Helper()
	if excluded(c, server) && !t.Failed() {
		if len(differences) == 0 {
			t.Fatalf("case.json says that %s cannot do this (%s), but it answers like workerd", server, c.Settings.Why)
		}
		t.Skipf("refused: %s; %d requests differ, the first: %s", c.Settings.Why, len(differences), differences[0])
	}
	const show = 10
	for i, d := range differences {
		if i == show {
			t.Errorf("%s: %d more requests differ", c.Name, len(differences)-show)
			break
		}
		t.Errorf("%s: %s", c.Name, d)
	}
}

// compare runs the requests against a fresh app and returns what differs. An
// app that does not start, hangs or does not end as it should fails the test at once.
func compare(t *testing.T, c *cases.Case, st store, command []string, dir string) (differences []string) {
	t.Helper()
	up, err := cases.StartUpstream()
	if err != nil {
		t.Fatal(err)
	}
	defer up.Close()
	env, err := app.CaseEnv(c, up)
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(env, st.env(t))
	// Deadlines of subtests come from the package's -timeout; a case that hangs
	// should say so long before.
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	a, err := app.Start(ctx, app.Spec{Command: command, Dir: dir, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Kill()
	answers, err := c.Run(ctx, cases.Server{Addr: a.Addr, Upstream: up.Origin, Scheduled: a.Scheduled})
	if err != nil {
		t.Errorf("%v\n%s", err, last(a.Logs()))
	}
	for i, got := range answers {
		if d := c.Answers[i].Diff(got); d != "" {
			differences = append(differences, fmt.Sprintf("request %q: %s", got.Name, d))
		}
	}
	if len(differences) > 0 && len(c.Settings.Servers) == 0 {
		t.Logf("the app's log ends with:\n%s", last(a.Logs()))
	}
	// An app that is known to differ may be left with work that workerd refuses.
	if t.Failed() || len(differences) > 0 && len(c.Settings.Servers) > 0 {
		return differences
	}
	if code, err := a.Stop(30 * time.Second); err != nil || code != 0 {
		t.Errorf("SIGTERM: exit code %d, %v\n%s", code, err, last(a.Logs()))
	}
	return differences
}

func last(logs string) string {
	const n = 3000
	if len(logs) > n {
		return "…" + logs[len(logs)-n:]
	}
	return logs
}
