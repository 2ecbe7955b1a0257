package hosttest

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
	"github.com/w2c-dev/w2c/runtime/surface"
)

var update = flag.Bool("update", false, "write runtime/surface/table.txt")

// TestSurface asks every server what it has and holds it against workerd's
// answers: the result is the table that the compiler refuses by. A difference
// from the committed table is red in both directions.
func TestSurface(t *testing.T) {
	need(t)
	all, err := cases.FindIn(root, cases.Surface)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d Workers that list an isolate, want 2: %v", len(all), err)
	}
	rows := map[string]*surface.Row{}
	for _, c := range all {
		if err := c.Stale(); err != nil {
			t.Fatal(err)
		}
		want := inventory(t, c, c.Answers)
		for _, server := range []string{"goja", "hono"} {
			dir := converted(t, c, server, "sqlite")
			got := inventory(t, c, ask(t, c, server, dir))
			for name, shape := range want {
				r := rows[name]
				if r == nil {
					r = &surface.Row{Name: name}
					rows[name] = r
				}
				status := surface.Works
				if have, ok := got[name]; !ok {
					status = surface.Refused
				} else if have != shape {
					status = surface.Changed
				}
				if server == "goja" {
					r.Goja = status
				} else {
					r.Node = status
				}
			}
		}
	}
	var list []surface.Row
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		list = append(list, *rows[name])
	}
	text := surface.Format(list)
	path := filepath.Join(root, "runtime", "surface", "table.txt")
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != text {
		t.Errorf("runtime/surface/table.txt is not what the servers have (go test ./runtime/hosttest -run TestSurface -update):\n%s", lineDiff(string(have), text))
	}
}

// ask runs c on a server.
func ask(t *testing.T, c *cases.Case, server, dir string) []cases.Answer {
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
	maps.Copy(env, stores[0].env(t))
	a, err := app.Start(t.Context(), app.Spec{Command: kit.Command(dir, server, false), Dir: dir, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Kill()
	answers, err := c.Run(t.Context(), cases.Server{Addr: a.Addr, Upstream: up.Origin, Scheduled: a.Scheduled})
	if err != nil {
		t.Fatalf("%v\n%s", err, last(a.Logs()))
	}
	return answers
}

// inventory is name → shape out of the answers of a listing Worker. A module's
// exports are named "node:fs readFile", and the module itself by its name.
func inventory(t *testing.T, c *cases.Case, answers []cases.Answer) map[string]string {
	t.Helper()
	out := map[string]string{}
	for i, a := range answers {
		body := a.Text()
		if body == "" && a.Body != nil {
			body = *a.Body
		}
		var members map[string]string
		if err := json.Unmarshal([]byte(body), &members); err != nil {
			t.Fatalf("%s %s: %v in %.200q", c.Name, a.Name, err, body)
		}
		name := c.Requests[i].Name
		if strings.HasPrefix(name, "node:") {
			if members == nil {
				continue
			}
			out[name] = "module"
			for k, v := range members {
				out[name+" "+k] = v
			}
			continue
		}
		maps.Copy(out, members)
	}
	return out
}

// lineDiff lists the lines that only one of two sorted texts has.
func lineDiff(a, b string) string {
	in := func(text string) map[string]bool {
		lines := map[string]bool{}
		for l := range strings.Lines(text) {
			lines[strings.TrimSpace(l)] = true
		}
		return lines
	}
	before, after := in(a), in(b)
	var out []string
	for l := range before {
		if !after[l] {
			out = append(out, "- "+l)
		}
	}
	for l := range after {
		if !before[l] {
			out = append(out, "+ "+l)
		}
	}
	slices.SortFunc(out, func(x, y string) int { return strings.Compare(x[2:], y[2:]) })
	const show = 60
	if len(out) > show {
		out = append(out[:show], fmt.Sprintf("… %d more", len(out)-show))
	}
	return strings.Join(out, "\n")
}
