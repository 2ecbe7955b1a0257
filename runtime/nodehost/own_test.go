package nodehost_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost"
)

// locked writes a lock file of packages, name@version at its place, with what
// each says besides.
func locked(packages map[string]string) []byte {
	all := []string{`"": {"name": "w"}`}
	for at, more := range packages {
		at, version, _ := strings.Cut(at, " ")
		all = append(all, fmt.Sprintf(`%q: {"version": %q, "integrity": "sha512-AAAA", "resolved": "https://registry.example/x.tgz", "dev": true%s}`, at, version, more))
	}
	return []byte(`{"lockfileVersion": 3, "packages": {` + strings.Join(all, ",") + `}}`)
}

func keptManifest() manifest.Manifest {
	return manifest.Manifest{Name: "kept", Syntax: manifest.Modules, Script: "src/index.ts", Handlers: []string{"fetch"}}
}

func kept(server string, own nodehost.Own) nodehost.Options {
	own.Package, own.Module = []byte(`{"name": "kept", "type": "module", "imports": {"#lib/*": "./src/lib/*"}, "sideEffects": false}`), true
	return nodehost.Options{Server: server, Kept: &nodehost.Kept{
		Entry: "src/index.ts", Server: "src/server.ts", Types: []string{"src/index.ts"}, Own: own,
	}}
}

// The Worker's packages stay where they are, in their versions, and the server's
// find their own beside or below them; npm takes the lock file.
func TestPackagesOfWorkerAndServer(t *testing.T) {
	npm, err := exec.LookPath("npm")
	for name, c := range map[string]struct {
		server string
		own    nodehost.Own
		want   map[string]string // places and versions
	}{
		"none":     {"hono", nodehost.Own{}, map[string]string{"node_modules/esbuild": "", "node_modules/hono": ""}},
		"own hono": {"hono", nodehost.Own{Runs: []string{"hono"}, Lock: locked(map[string]string{"node_modules/hono 4.9.1": ""})}, map[string]string{"node_modules/hono": "4.9.1"}},
		"nested": {
			"express",
			nodehost.Own{Runs: []string{"debug", "alias"}, Types: []string{"@types/express-serve-static-core"}, Lock: locked(map[string]string{
				"node_modules/debug 2.6.9":                            `, "dependencies": {"ms": "2.0.0"}`,
				"node_modules/ms 2.0.0":                               "",
				"node_modules/alias 1.0.0":                            `, "name": "real", "dependencies": {"ms": "^1"}, "peerDependencies": {"perhaps": "1"}, "peerDependenciesMeta": {"perhaps": {"optional": true}}`,
				"node_modules/alias/node_modules/ms 1.0.0":            "",
				"node_modules/@types/express-serve-static-core 4.0.0": "",
				"node_modules/unused 1.0.0":                           "",
			})},
			map[string]string{
				"node_modules/debug": "2.6.9", "node_modules/ms": "2.0.0", "node_modules/alias/node_modules/ms": "1.0.0",
				"node_modules/express/node_modules/debug": "", "node_modules/@types/express/node_modules/@types/express-serve-static-core": "",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			out := filesWith(t, keptManifest(), kept(c.server, c.own))
			var lock struct {
				Packages map[string]map[string]json.RawMessage
			}
			if err := json.Unmarshal(out["package-lock.json"], &lock); err != nil {
				t.Fatal(err)
			}
			if text := string(out["package.json"]); !strings.Contains(text, "\"sideEffects\": [\n    \"./src/platform/*\"\n  ]") {
				t.Errorf("the platform may be shaken off:\n%s", text)
			}
			for at, version := range c.want {
				p := lock.Packages[at]
				if p == nil || version != "" && string(p["version"]) != fmt.Sprintf("%q", version) {
					t.Errorf("%s is %s, want %s", at, p["version"], version)
				}
			}
			for at, p := range lock.Packages {
				if p["resolved"] != nil || strings.Contains(at, "unused") {
					t.Errorf("%s: %s", at, p["resolved"])
				}
			}
			for _, name := range c.own.Runs {
				if lock.Packages["node_modules/"+name]["dev"] != nil {
					t.Errorf("%s runs and is marked for development", name)
				}
			}
			if _, ok := nodeTools(t); !ok {
				return
			}
			if err != nil {
				t.Fatal("npm is needed to check the lock file: ", err)
			}
			dir := t.TempDir()
			write(t, filepath.Join(dir, "package.json"), out["package.json"])
			write(t, filepath.Join(dir, "package-lock.json"), out["package-lock.json"])
			cmd := exec.Command(npm, "ci", "--dry-run", "--offline", "--ignore-scripts", "--no-audit", "--no-fund")
			cmd.Dir = dir
			if text, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("npm ci: %v\n%s\n%s", err, text, out["package.json"])
			}
		})
	}
}

func TestPackagesThatCannotLieTogether(t *testing.T) {
	for name, c := range map[string]struct {
		server string
		own    nodehost.Own
		want   string
	}{
		"old hono":    {"hono", nodehost.Own{Runs: []string{"hono"}, Lock: locked(map[string]string{"node_modules/hono 3.12.0": ""})}, "the Worker has hono 3.12.0, and the server's @hono/node-server needs ^4"},
		"old express": {"express", nodehost.Own{Runs: []string{"express"}, Lock: locked(map[string]string{"node_modules/express 4.19.0": ""})}, "the Worker has express 4.19.0 and the server needs 5."},
		"no lock":     {"hono", nodehost.Own{Runs: []string{"a", "b"}}, "there is no package-lock.json that says which packages these are: a, b"},
		"old lock":    {"hono", nodehost.Own{Runs: []string{"a"}, Lock: []byte(`{"lockfileVersion": 1, "dependencies": {}}`)}, "package-lock.json is of a version before 2"},
		"not locked":  {"hono", nodehost.Own{Runs: []string{"a"}, Lock: locked(nil)}, "package-lock.json does not have the package a"},
		"a link":      {"hono", nodehost.Own{Runs: []string{"a"}, Lock: []byte(`{"packages": {"node_modules/a": {"link": true, "resolved": "../a"}}}`)}, "package-lock.json has the package a from a place other than a registry"},
		"git":         {"hono", nodehost.Own{Runs: []string{"a"}, Lock: []byte(`{"packages": {"node_modules/a": {"version": "1.0.0", "resolved": "git+ssh://x"}}}`)}, "package-lock.json has the package a from a place other than a registry"},
		"no peer": {
			"hono", nodehost.Own{Runs: []string{"a"}, Lock: locked(map[string]string{"node_modules/a 1.0.0": `, "peerDependencies": {"b": "1"}`})},
			"package-lock.json lacks b, which a needs",
		},
		"would use": {
			"express", nodehost.Own{Runs: []string{"a"}, Missing: []string{"debug"}, Lock: locked(map[string]string{"node_modules/a 1.0.0": ""})},
			"a package of the Worker uses debug where it is there, and the server brings it",
		},
		"no JSON": {"hono", nodehost.Own{Runs: []string{"a"}, Lock: []byte("<<<<<<< HEAD")}, "package-lock.json cannot be read: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := nodehost.Files(keptManifest(), kept(c.server, c.own))
			var conflict *nodehost.PackagesError
			if !errors.As(err, &conflict) || !strings.HasPrefix(conflict.Message, c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	o := kept("hono", nodehost.Own{Runs: []string{"a"}, Lock: locked(map[string]string{"node_modules/a 1.0.0": ""})})
	for text, want := range map[string]string{
		`{"overrides": {"x": "1"}}`:          "package.json has overrides, which would hold for the server's packages too",
		`{"imports": {"#worker": "./x.js"}}`: "package.json has imports by the name of #worker, which is the server's name for the Worker",
		`{"sideEffects": 1}`:                 "package.json: sideEffects is neither true, false nor a list",
		`{"imports": 1}`:                     "package.json: imports: ",
		`{`:                                  "package.json cannot be read: ",
	} {
		o.Kept.Own.Package = []byte(text)
		_, err := nodehost.Files(keptManifest(), o)
		var conflict *nodehost.PackagesError
		if !errors.As(err, &conflict) || !strings.HasPrefix(conflict.Message, want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// What lifted routes may import of the platform is declared for tsc as well.
func TestStandInsOfRoutes(t *testing.T) {
	exported := regexp.MustCompile(`(?m)^export (?:declare )?function (\w+)`)
	names := func(file string) (list []string) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range exported.FindAllSubmatch(text, -1) {
			if name := string(m[1]); name != "routed" { // server.ts's
				list = append(list, name)
			}
		}
		slices.Sort(list)
		return list
	}
	for _, server := range []string{"hono", "express"} {
		have, want := names("types/"+server+"-routes.worker.ts"), names("src/"+server+"-routes.ts")
		if len(want) == 0 || !slices.Equal(have, want) {
			t.Errorf("%s: declared are %v, exported %v", server, have, want)
		}
	}
}

// What a project with the Worker's own source has: two worlds of types, each with
// its own tsconfig, in prettier's layout.
func TestTypesOfKeptProjects(t *testing.T) {
	n, ok := nodeTools(t)
	if !ok {
		return
	}
	for name, c := range map[string]struct {
		server, source string
		routed         bool
	}{
		"hono": {"hono", keptHono, true},
		// A Worker that is not lifted, with a binding and a handler of its own.
		"express": {"express", keptWorker, false},
		"routes":  {"express", keptExpress, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := workers["bindings"]
			m.Script = "src/index.ts"
			o := kept(c.server, nodehost.Own{})
			o.Kept.Routed = c.routed
			if c.routed {
				o.Kept.Platform = []string{c.server + "-routes.ts"}
			}
			dir := n.projectWith(t, m, o, c.source)
			n.run(t, dir, "typescript/bin/tsc", "-p", "tsconfig.worker.json")
			n.run(t, dir, "typescript/bin/tsc", "-p", "tsconfig.server.json")
			n.run(t, dir, "prettier/bin/prettier.cjs", "--check", "src/server.ts", "src/platform/worker-*.ts", "package.json", "tsconfig*.json")
		})
	}
}

const keptHono = `import { Hono } from "hono";
import { rethrow, workerRouting } from "./platform/hono-routes.ts";

const app = new Hono<{ Bindings: Env }>(workerRouting());
app.onError(rethrow);

app.get("/links/:name", async (c) => {
  const link = await c.env.LINKS.get(c.req.param("name"));
  return new Response(link, { status: link === null ? 404 : 200 });
});

app.all("*", (c) => {
  c.executionCtx.waitUntil(c.env.SESSIONS.put("at", c.req.raw.cf?.colo ?? ""));
  return new Response(c.env.GREETING);
});

export default {
  fetch: app.fetch,
  async scheduled(controller, env) {
    await env.LINKS.delete(controller.cron);
  },
} satisfies ExportedHandler<Env>;
`

const keptWorker = `import { WorkerEntrypoint } from "cloudflare:workers";

export default class extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const page = await this.env.LINKS.list<{ at: number }>({ prefix: "a" });
    const pair = new WebSocketPair();
    pair[1].accept();
    if (request.headers.has("upgrade"))
      return new Response(null, { status: 101, webSocket: pair[0] });
    return new HTMLRewriter()
      .on("a", {
        element(element) {
          element.setInnerContent(page.keys[0]?.metadata?.at.toString() ?? "", {
            html: false,
          });
        },
      })
      .transform(await caches.default.match(request) ?? new Response("<a>"));
  }
}
`

const keptExpress = `import express from "express";
import { handle } from "./platform/express-routes.ts";

export const routes = express.Router({ caseSensitive: true, strict: true });

routes.get(
  "/links/:name",
  handle(async (request, env: Env, ctx, next) => {
    ctx.waitUntil(env.LINKS.put("at", new URL(request.url).pathname));
    return env.GREETING === "" ? next() : new Response(env.GREETING);
  }),
);

export default {
  async scheduled(controller: ScheduledController, env: Env) {
    await env.LINKS.delete(controller.cron);
  },
};
`
