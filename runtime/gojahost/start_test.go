package gojahost

import (
	"strings"
	"testing"
)

func TestStartFailures(t *testing.T) {
	for name, c := range map[string]struct {
		dir  func(*testing.T) string
		env  string
		code int
		want string
	}{
		"throws":         {func(t *testing.T) string { return worker(t, `throw new TypeError("at the top")`) }, "", 1, "the Worker threw while it was starting: TypeError: at the top\n    at worker.js:2:7"},
		"async throw":    {func(t *testing.T) string { return worker(t, `await null; const exported = nope`) }, "", 1, "the Worker threw while it was starting: ReferenceError: nope is not defined\n    at worker.js:2:"},
		"never settles":  {func(t *testing.T) string { return worker(t, `await new Promise(() => {}); const exported = {}`) }, "", 1, "the Worker's top-level await never settles"},
		"not registered": {func(t *testing.T) string { return workerScript(t, `(async function(){})()`) }, "", 1, "the script does not register a Worker"},
		"no default":     {func(t *testing.T) string { return worker(t, `const exported = {}`) }, "", 1, "the Worker has no default export"},
		"syntax":         {func(t *testing.T) string { return workerScript(t, `(async function(){ let let })()`) }, "", 1, "the Worker's script is not valid: SyntaxError: let is disallowed as a lexically bound name at worker.js:1:24"},
		"spins":          {func(t *testing.T) string { return worker(t, `for (;;);`) }, "", 1, "the Worker's top-level code used more than 5s of CPU time"},
		"no manifest":    {func(t *testing.T) string { return t.TempDir() }, "", 1, "there is no manifest.json here"},
		"other version":  {func(t *testing.T) string { return worker(t, ``, func(m map[string]any) { m["version"] = 99 }) }, "", 1, "read manifest: version 99, this host reads version 1"},
		"bad variable":   {func(t *testing.T) string { return worker(t, `const exported = {default: {}}`) }, "PORT=web", 2, `PORT: "web" is not a port number`},
	} {
		t.Run(name, func(t *testing.T) {
			code, stderr := fails(t, c.dir(t), c.env)
			if code != c.code || !strings.HasPrefix(stderr, c.want) {
				t.Errorf("exit code %d, want %d; stderr:\n%s\nwant it to start with:\n%s", code, c.code, stderr, c.want)
			}
		})
	}
}
