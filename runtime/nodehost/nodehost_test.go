package nodehost_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
)

// workers are the shapes of Worker that make server.ts differ.
var workers = map[string]manifest.Manifest{
	"modules": {Name: "link-shortener", Syntax: manifest.Modules, Script: "worker.js", Handlers: []string{"fetch"}},
	"service-worker": {
		Name: "edge proxy\n\u2028", Syntax: manifest.ServiceWorker, Script: "worker.js", Handlers: []string{"fetch"},
		Bindings: []manifest.Binding{{Name: "GREETING", Kind: "vars", Config: json.RawMessage(`{"value":"hello"}`)}},
	},
	"bindings": {
		Name: "everything", Syntax: manifest.Modules, Script: "worker.js", Handlers: []string{"fetch", "scheduled"}, OwnPaths: true,
		Bindings: []manifest.Binding{
			{Name: "GREETING", Kind: "vars", Config: json.RawMessage(`{"value":"a \"quoted\" text that is long enough to reach past the eightieth column"}`)},
			{Name: "LIMITS", Kind: "vars", Config: json.RawMessage(`{"value":{"max":3}}`)},
			{Name: "not an identifier", Kind: "vars", Config: json.RawMessage(`{"value":"x"}`)},
			{Name: "TOKEN", Kind: "secrets"},
			{Name: "LINKS", Kind: "kv", Config: json.RawMessage(`{"namespace":"0123456789abcdef0123456789abcdef"}`)},
			{Name: "SESSIONS", Kind: "kv", Config: json.RawMessage(`{"namespace":"fedcba9876543210fedcba9876543210"}`)},
			{Name: "HELLO", Kind: "hello", Config: json.RawMessage(`{}`)},
			{Name: "ORDERS", Kind: "queues", Config: json.RawMessage(`{"queue":"orders","producer":{"type":"json","codes":true}}`)},
			{Kind: "queues", Config: json.RawMessage(`{"queue":"orders","consumer":{"max_batch_size":10,"max_batch_timeout":5,"max_retries":3,"dead_letter_queue":"dead","max_concurrency":10}}`)},
			{Kind: "cron", Config: json.RawMessage(`{"crons":["0 * * * *","15 3 * * 1"]}`)},
		},
	},
	"assets only": {Name: "static-site"},
}

// files are those of a project whose Worker uses nothing of the platform.
func files(t *testing.T, m manifest.Manifest, server string) map[string][]byte {
	t.Helper()
	return filesWith(t, m, nodehost.Options{Server: server})
}

func filesWith(t *testing.T, m manifest.Manifest, o nodehost.Options) map[string][]byte {
	t.Helper()
	list, err := nodehost.Files(m, o)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range list {
		out[f.Path] = f.Data
	}
	return out
}

// each runs f for every Worker on both servers.
func each(t *testing.T, f func(t *testing.T, m manifest.Manifest, server string)) {
	for _, server := range []string{"hono", "express"} {
		for name, m := range workers {
			t.Run(server+"/"+strings.ReplaceAll(name, " ", "-"), func(t *testing.T) { f(t, m, server) })
		}
	}
}

func TestFilesAreTheSameEveryTime(t *testing.T) {
	each(t, func(t *testing.T, m manifest.Manifest, server string) {
		first, err := nodehost.Files(m, nodehost.Options{Server: server})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSortedFunc(first, func(a, b nodehost.File) int { return strings.Compare(a.Path, b.Path) }) {
			t.Error("files are not sorted by path")
		}
		for range 5 {
			again, err := nodehost.Files(m, nodehost.Options{Server: server})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(first, again, func(a, b nodehost.File) bool { return a.Path == b.Path && bytes.Equal(a.Data, b.Data) }) {
				t.Fatal("the same manifest gave other bytes")
			}
		}
		for _, f := range first {
			if !filepath.IsLocal(f.Path) {
				t.Errorf("%s leads out of the project", f.Path)
			}
		}
	})
}

func TestFilesNeedAKnownServer(t *testing.T) {
	_, err := nodehost.Files(workers["modules"], nodehost.Options{Server: "koa"})
	if err == nil || err.Error() != `write the Node project: no server "koa"` {
		t.Errorf("got %v", err)
	}
	m := workers["modules"]
	m.Bindings = []manifest.Binding{{Name: "AI", Kind: "ai"}}
	_, err = nodehost.Files(m, nodehost.Options{Server: "hono"})
	if err == nil || err.Error() != `write the Node project: binding "AI": kind "ai" has no Node half` {
		t.Errorf("got %v", err)
	}
}

// A file name or a comment must not be a way to write code.
func TestNamesCannotEscape(t *testing.T) {
	m := workers["modules"]
	m.Name = "x\nprocess.exit(1) //\u2028throw 1"
	server := string(files(t, m, "hono")["src/server.ts"])
	if head, _, _ := strings.Cut(server, "\n//\n"); strings.Count(head, "\n") != 0 {
		t.Errorf("the name broke out of its comment:\n%s", head)
	}
	var p struct{ Name string }
	if err := json.Unmarshal(files(t, m, "hono")["package.json"], &p); err != nil || p.Name != "x-process-exit-1-----throw-1" {
		t.Errorf("name %q, %v", p.Name, err)
	}
}

func TestOnlyWhatTheWorkerNeeds(t *testing.T) {
	plain, full := files(t, workers["modules"], "express"), files(t, workers["bindings"], "hono")
	for path, want := range map[string][2]bool{
		"src/platform/hono.ts": {false, true},
		"src/platform/kv.ts":   {false, true},
		"src/platform/cron.ts": {false, true},
		"src/platform/vars.ts": {false, true},
		"src/platform/log.ts":  {true, true},
		// A KV value may be a stream; neither Worker names the others.
		"src/platform/web-streams.js":   {false, true},
		"src/platform/html-rewriter.ts": {false, false},
		"src/platform/websocket.ts":     {false, false},
		"src/platform/handlers.ts":      {false, true},
	} {
		_, inPlain := plain[path]
		_, inFull := full[path]
		if got := [2]bool{inPlain, inFull}; got != want {
			t.Errorf("%s: written for the plain Express app and for the full Hono app: %v, want %v", path, got, want)
		}
	}
	for path, words := range map[string][]string{
		"package.json":      {`"hono"`, `"redis"`},
		"package-lock.json": {`"node_modules/hono"`, `"node_modules/redis"`},
	} {
		for _, w := range words {
			if bytes.Contains(plain[path], []byte(w)) {
				t.Errorf("%s of the plain Express app has %s", path, w)
			}
			if !bytes.Contains(full[path], []byte(w)) {
				t.Errorf("%s of the full Hono app lacks %s", path, w)
			}
		}
	}
}

func TestLockFile(t *testing.T) {
	each(t, func(t *testing.T, m manifest.Manifest, server string) {
		out := files(t, m, server)
		var lock struct {
			Name     string
			Packages map[string]struct {
				Version   string
				Resolved  string
				Integrity string
				Dev       bool
			}
		}
		if err := json.Unmarshal(out["package-lock.json"], &lock); err != nil {
			t.Fatal(err)
		}
		var pkg struct {
			Name                          string
			Dependencies, DevDependencies map[string]string
		}
		if err := json.Unmarshal(out["package.json"], &pkg); err != nil {
			t.Fatal(err)
		}
		if lock.Name != pkg.Name {
			t.Errorf("names differ: %q and %q", lock.Name, pkg.Name)
		}
		for at, p := range lock.Packages {
			if at == "" {
				continue
			}
			if p.Resolved != "" || !strings.HasPrefix(p.Integrity, "sha512-") || p.Version == "" {
				t.Errorf("%s: version %q, resolved %q, integrity %q", at, p.Version, p.Resolved, p.Integrity)
			}
		}
		for dev, list := range map[bool]map[string]string{false: pkg.Dependencies, true: pkg.DevDependencies} {
			for name, version := range list {
				p := lock.Packages["node_modules/"+name]
				if p.Version != version || p.Dev != dev {
					t.Errorf("%s is %s (dev %v) in the lock file, %s (dev %v) in package.json", name, p.Version, p.Dev, version, dev)
				}
			}
		}
		// Nothing that runs may be missing from an installation without dev packages.
		if server == "express" && (lock.Packages["node_modules/send"].Version == "" || lock.Packages["node_modules/send"].Dev) {
			t.Error("a dependency of express is not a production package")
		}
		if server == "hono" && lock.Packages["node_modules/express"].Version != "" {
			t.Error("a Hono app locks express")
		}
	})
}
