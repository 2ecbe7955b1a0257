package hosttest

import (
	"context"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
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
			for _, c := range byArea[area] {
				t.Run(c.Short(), func(t *testing.T) { everywhere(t, c) })
			}
		})
	}
}

func everywhere(t *testing.T, c *cases.Case) {
	if err := c.Stale(); err != nil {
		t.Fatal(err)
	}
	for _, server := range app.Servers {
		t.Run(server, func(t *testing.T) {
			for _, st := range stores {
				t.Run(st.name, func(t *testing.T) {
					t.Parallel()
					refuse(t, c, server)
					dir, err := output(t.Context(), c, server, st.state)
					if err != nil {
						t.Fatal(err)
					}
					compare(t, c, st, kit.Command(dir, server, false), dir)
				})
			}
		})
	}
}

// TestBuilt runs the examples from the bundle that their image runs.
func TestBuilt(t *testing.T) {
	need(t)
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
				refuse(t, c, server)
				dir, err := output(t.Context(), c, server, "sqlite")
				if err != nil {
					t.Fatal(err)
				}
				if err := kit.Build(t.Context(), dir); err != nil {
					t.Fatal(err)
				}
				// The image has no packages and no sources.
				image := t.TempDir()
				for _, name := range []string{"dist", "assets"} {
					from := dir + "/" + name
					if _, err := os.Stat(from); err == nil {
						if err := os.CopyFS(image+"/"+name, os.DirFS(from)); err != nil {
							t.Fatal(err)
						}
					}
				}
				compare(t, c, stores[0], kit.Command(image, server, true), image)
			})
		}
	}
}

// refuse skips a server that the case's settings exclude, with their reason; it
// shows as "refused" in the table.
func refuse(t *testing.T, c *cases.Case, server string) {
	if len(c.Settings.Servers) > 0 && !slices.Contains(c.Settings.Servers, server) {
		t.Skip("refused: " + c.Settings.Why)
	}
}

// compare runs the requests against a fresh app and reports what differs.
func compare(t *testing.T, c *cases.Case, st store, command []string, dir string) {
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
	different := 0
	for i, got := range answers {
		d := c.Answers[i].Diff(got)
		if d == "" {
			continue
		}
		if different++; different <= 10 {
			t.Errorf("%s: request %q: %s", c.Name, got.Name, d)
		}
	}
	if different > 10 {
		t.Errorf("%s: %d more requests differ", c.Name, different-10)
	}
	if t.Failed() {
		t.Logf("the app's log ends with:\n%s", last(a.Logs()))
		return
	}
	if code, err := a.Stop(30 * time.Second); err != nil || code != 0 {
		t.Errorf("SIGTERM: exit code %d, %v\n%s", code, err, last(a.Logs()))
	}
}

func last(logs string) string {
	const n = 3000
	if len(logs) > n {
		return "…" + logs[len(logs)-n:]
	}
	return logs
}
