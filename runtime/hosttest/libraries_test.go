package hosttest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/app"
	"github.com/w2c-dev/w2c/transform"
)

// The library matrix: what people build Workers of must work on goja as it does
// on Node. Each case of libraries/cases does real work with one package and
// returns what came of it; Node's answer is the judge.

// libraryWorker answers with what a case returned.
const libraryWorker = `import run from "./case.js";
export default {
  async fetch() {
    try {
      return Response.json({ value: (await run()) ?? null });
    } catch (e) {
      return Response.json({ error: String(e?.stack ?? e) });
    }
  },
};
`

func TestLibraries(t *testing.T) {
	need(t)
	modules, err := kit.Tools.Packages(t.Context(), "libraries")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("libraries/cases/*.js")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	onNode := t.TempDir()
	got := map[string]string{}
	var mu sync.Mutex
	t.Run("goja", func(t *testing.T) {
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".js")
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				answer := libraryOnGoja(t, file, modules, filepath.Join(onNode, name+".mjs"))
				mu.Lock()
				defer mu.Unlock()
				got[name] = answer
			})
		}
	})
	want := librariesOnNode(t, onNode)
	for name, answer := range got {
		if !strings.HasPrefix(want[name], `{"value":`) {
			t.Errorf("%s: Node has no answer: %s", name, want[name])
		} else if answer != want[name] {
			t.Errorf("%s: %s", name, differing(answer, want[name]))
		}
	}
}

// libraryOnGoja converts a case for both servers, leaves Node's script in script,
// and asks goja.
func libraryOnGoja(t *testing.T, file, modules, script string) string {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	project, out := t.TempDir(), t.TempDir()
	flags := ""
	if strings.HasPrefix(string(source), "// nodejs_compat") {
		flags = `, "compatibility_flags": ["nodejs_compat"]`
	}
	for name, text := range map[string]string{
		"wrangler.jsonc": fmt.Sprintf(`{"name": "library", "main": "index.js", "compatibility_date": "2026-07-01"%s}`, flags),
		"index.js":       libraryWorker,
		"case.js":        string(source),
	} {
		if err := os.WriteFile(filepath.Join(project, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(modules, filepath.Join(project, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := writeNodeScript(t.Context(), project, script); err != nil {
		t.Fatal(err)
	}
	if err := kit.Convert(t.Context(), project, out, "goja", "sqlite", ""); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"W2C_DATA_DIR": t.TempDir(), "LOG_LEVEL": "error", "TZ": "UTC"}
	a, err := app.Start(t.Context(), app.Spec{Command: kit.Command(out, "goja", false), Dir: out, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Kill()
	r, err := (&http.Client{Timeout: time.Minute}).Get(a.URL)
	if err != nil {
		t.Fatalf("%v\n%s", err, a.Logs())
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if r.StatusCode != http.StatusOK {
		t.Fatalf("status %d\n%s", r.StatusCode, a.Logs())
	}
	return string(body)
}

// writeNodeScript writes the script that the Node servers would run.
func writeNodeScript(ctx context.Context, project, script string) error {
	r, err := transform.Convert(ctx, transform.Options{Dir: project, Server: "hono", Bundle: true})
	if err != nil {
		return err
	}
	for _, f := range r.Files {
		if f.Path == "src/worker.js" {
			return os.WriteFile(script, f.Data, 0o644)
		}
	}
	for _, d := range r.Diagnostics {
		if d.Message != "" {
			return fmt.Errorf("%s: %s", d.Code, d.Message)
		}
	}
	return fmt.Errorf("no src/worker.js")
}

func librariesOnNode(t *testing.T, dir string) map[string]string {
	t.Helper()
	script, err := filepath.Abs("libraries/node.mjs")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), kit.Node, script, dir)
	cmd.Env = []string{"TZ=UTC", "NODE_ENV=production"}
	app.Tie(cmd)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("run the cases on Node: %v\n%s", err, text)
	}
	data, err := os.ReadFile(filepath.Join(dir, "answers.json"))
	if err != nil {
		t.Fatal(err)
	}
	var answers map[string]string
	if err := json.Unmarshal(data, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// differing shows where two answers part.
func differing(got, want string) string {
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	from := max(0, at-60)
	cut := func(s string) string { return s[min(from, len(s)):min(at+300, len(s))] }
	return fmt.Sprintf("differs at byte %d\n got  …%s\n want …%s", at, cut(got), cut(want))
}
