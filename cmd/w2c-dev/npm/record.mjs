// Runs Workers on real workerd for the recorder. One process serves many cases:
// commands come as JSON lines on stdin, answers leave as JSON lines on file
// descriptor 3, because wrangler prints to stdout when it likes to.
//
//   {"id":1,"do":"bundle","project":"/p","env":"","to":"/tmp/out"}
//   {"id":2,"do":"start","config":"/p/wrangler.jsonc","env":"","bundle":"/tmp/out","upstream":"http://127.0.0.1:1","origin":false}
//   {"id":3,"do":"scheduled","cron":"* * * * *","time":1700000000000}
//   {"id":4,"do":"stop"}
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import Module, { createRequire } from "node:module";

// The packages lie in a cache folder, not beside this file.
const require = createRequire(path.join(process.env.W2C_NODE_MODULES, "x.js"));
const wrangler = withMain(require.resolve("wrangler"));
const { Miniflare, Log, LogLevel, PLUGINS, convertV4MiniflareOptions } = require("miniflare");

// Miniflare takes any data point. workerd has the class that deployed Workers
// see; what it is told goes nowhere.
Object.assign(PLUGINS["analytics-engine"], {
  getBindings: async ({ config }) =>
    Object.entries(config.env ?? {})
      .filter(([, { type }]) => type === "analytics-engine-dataset")
      .map(([name]) => ({ name, analyticsEngine: { name: "analytics:nowhere" } })),
  getServices: async () => [
    {
      name: "analytics:nowhere",
      worker: {
        compatibilityDate: "2026-07-01",
        modules: [
          {
            name: "nowhere.mjs",
            esModule: "export default { fetch: () => new Response() }",
          },
        ],
      },
    },
  ],
});

const out = fs.createWriteStream("", { fd: 3 });
let running;

// Wrangler as a library, with the function its command line calls: a process for
// each Worker takes thirty times as long as the bundle.
function withMain(file) {
  const module = new Module(file, null);
  module.filename = file;
  module.paths = Module._nodeModulePaths(path.dirname(file));
  module._compile(`${fs.readFileSync(file, "utf8")}\nmodule.exports.main = main;`, file);
  return module.exports;
}

const commands = {
  // What wrangler would upload for the project.
  async bundle({ project, env, to }) {
    const said = [];
    const streams = [process.stdout, process.stderr].map((stream) => [stream, stream.write]);
    for (const [stream] of streams) {
      stream.write = (chunk) => said.push(String(chunk)) > 0;
    }
    process.chdir(project);
    try {
      const chosen = env ? ["--env", env] : [];
      await wrangler.main(["deploy", "--dry-run", "--outdir", to, ...chosen]);
      return {};
    } catch {
      return { error: `wrangler deploy --dry-run:\n${said.join("")}` };
    } finally {
      for (const [stream, write] of streams) stream.write = write;
    }
  },

  async start({ config, env, bundle, upstream, origin, others }) {
    const { workerOptions, main } = wrangler.unstable_getMiniflareWorkerOptions(
      config,
      env || undefined,
    );
    const { modulesRules, ...worker } = workerOptions;
    if (worker.bindings && "UPSTREAM" in worker.bindings) {
      worker.bindings.UPSTREAM = upstream;
    }
    for (const [name, url] of Object.entries(worker.hyperdrives ?? {})) {
      worker.hyperdrives[name] = String(url).replace("upstream.test:80", new URL(upstream).host);
    }
    const workers = [{ ...worker, ...code(main, bundle, modulesRules) }];
    // The Workers that service bindings call.
    for (const other of others ?? []) {
      const theirs = wrangler.unstable_getMiniflareWorkerOptions(other.config);
      const { modulesRules: rules, ...options } = theirs.workerOptions;
      if (options.bindings && "UPSTREAM" in options.bindings) {
        options.bindings.UPSTREAM = upstream;
      }
      workers.push({ ...options, ...code(theirs.main, other.bundle, rules), name: nameOf(other.config) });
      workers[0].name = nameOf(config, env);
    }
    if (origin) {
      workers[0].outboundService = "origin";
      workers.push(originBehind(upstream));
    }
    const options = convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false, // otherwise it asks the network where it is
      log: new Log(LogLevel.NONE),
      handleRuntimeStdio() {},
      workers,
    });
    running = new Miniflare(options);
    const url = await running.ready;
    await migrate(config, env);
    return { addr: url.host, etags: await etags(worker.assets?.directory) };
  },

  async scheduled({ cron, time }) {
    const worker = await running.getWorker();
    const result = await worker.scheduled({
      cron,
      scheduledTime: new Date(time),
    });
    return { status: result.outcome === "ok" ? 200 : 500 };
  },

  async stop() {
    await running?.dispose();
    running = undefined;
    return {};
  },
};

const nameOf = (config, env) => wrangler.unstable_readConfig({ config, env: env || undefined }).name;

// What "wrangler d1 migrations apply --local" would have done.
async function migrate(config, env) {
  const { d1_databases } = wrangler.unstable_readConfig({ config, env: env || undefined });
  for (const { binding, migrations_dir = "migrations", migrations_table = "d1_migrations" } of d1_databases) {
    const dir = path.resolve(path.dirname(config), migrations_dir);
    if (!fs.existsSync(dir)) continue;
    const db = await running.getD1Database(binding);
    await db.prepare(
      `CREATE TABLE IF NOT EXISTS "${migrations_table}"(
\t\tid         INTEGER PRIMARY KEY AUTOINCREMENT,
\t\tname       TEXT UNIQUE,
\t\tapplied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`,
    ).run();
    for (const name of fs.readdirSync(dir).filter((name) => name.endsWith(".sql")).sort()) {
      const sql = fs.readFileSync(path.join(dir, name), "utf8");
      await db.batch([
        db.prepare(`${sql}\n;SELECT 1`),
        db.prepare(`INSERT INTO "${migrations_table}" (name) VALUES (?)`).bind(name),
      ]);
    }
  }
}

// Whatever the Worker fetches goes to one server, as requests of a Worker that
// stands before an origin do.
function originBehind(upstream) {
  return {
    name: "origin",
    compatibilityDate: "2026-07-01",
    modules: [
      {
        type: "ESModule",
        path: "origin.mjs",
        contents: `export default {
          fetch(request) {
            const { pathname, search } = new URL(request.url);
            return fetch(new Request("${upstream}" + pathname + search, request), { redirect: "manual" });
          }
        }`,
      },
    ],
  };
}

// Locally a file's ETag is a hash of its path and time, deployed it is one of
// its contents. The deployed one is what answers.json holds: local → deployed.
async function etags(dir) {
  const map = {};
  if (!dir) return map;
  const blake3 = await blake3Wasm();
  for (const found of fs.readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!found.isFile()) continue;
    const file = path.join(found.parentPath, found.name);
    const local = crypto
      .createHash("sha256")
      .update(file + fs.statSync(file).mtimeMs.toString())
      .digest("hex");
    const contents = fs.readFileSync(file).toString("base64") + path.extname(file).slice(1);
    map[local.slice(0, 32)] = blake3.hash(contents).toString("hex").slice(0, 32);
  }
  return map;
}

function blake3Wasm() {
  const fromWrangler = createRequire(require.resolve("wrangler/package.json"));
  return fromWrangler("blake3-wasm");
}

// The bundle that wrangler wrote, as miniflare takes it.
function code(main, bundle, rules) {
  if (!main) {
    const noop = require.resolve("wrangler/package.json");
    const file = path.join(path.dirname(noop), "templates/no-op-worker.js");
    return { modules: [{ type: "ESModule", path: file }], modulesRoot: path.dirname(file) };
  }
  const entry = path.basename(main, path.extname(main)) + ".js";
  const file = path.join(bundle, entry);
  const script = fs.readFileSync(file, "utf8");
  if (!/^\s*export\s*(\{|default)/m.test(script)) return { script };

  const modules = [{ type: "ESModule", path: file, contents: script }];
  const names = fs.readdirSync(bundle, { recursive: true, withFileTypes: true });
  for (const found of names) {
    const full = path.join(found.parentPath, found.name);
    if (!found.isFile() || full === file || /\.map$|^README\.md$/.test(found.name)) continue;
    const type = typeOf(path.relative(bundle, full), rules);
    if (type) modules.push({ type, path: full, contents: fs.readFileSync(full) });
  }
  return { modules, modulesRoot: bundle };
}

const builtIn = [
  { type: "ESModule", include: ["**/*.js", "**/*.mjs"] },
  { type: "CommonJS", include: ["**/*.cjs"] },
];

function typeOf(name, rules) {
  for (const rule of [...rules, ...builtIn]) {
    for (const glob of rule.include ?? []) {
      // Bundled data modules are renamed HASH-name in one folder, so a glob's
      // folders no longer say anything; its last part does.
      const last = glob.split("/").pop();
      const pattern = last.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replace(/\*/g, ".*");
      if (new RegExp(`(^|/|-)${pattern}$`).test(name)) return rule.type;
    }
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { id, do: command, ...rest } = JSON.parse(line);
  let reply;
  try {
    reply = await commands[command](rest);
  } catch (error) {
    reply = { error: String(error?.stack ?? error) };
  }
  out.write(JSON.stringify({ id, ...reply }) + "\n");
}
await running?.dispose();
