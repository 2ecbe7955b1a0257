// Builds dist/server.mjs, which is all that runs, and the health check beside it.
// The Worker and its server are bundled one after the other, because the Worker's
// packages are chosen as Cloudflare chooses them and the server's as Node does.
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

const root = import.meta.dirname;

// What the Worker does not bring itself stays an import.
const provided = {
  name: "provided",
  setup(build) {
    const stays = (path) => ({ path, external: true });
    build.onResolve({ filter: /^cloudflare:/ }, ({ path }) =>
      stays(`./platform/${path.replace(":", "-")}.ts`),
    );
    build.onResolve({ filter: /\/platform\/[\w-]+\.ts$/ }, (file) => {
      const path = join(file.resolveDir, file.path);
      if (dirname(path) !== join(root, "src", "platform")) return;
      return stays(`./platform/${basename(path)}`);
    });
  },
};

// The Worker, with wrangler's settings.
const worker = await build({
  absWorkingDir: root,
  entryPoints: ["src/index.js"],
  outfile: "src/worker.js", // never written
  allowOverwrite: true,
  write: false,
  bundle: true,
  format: "esm",
  platform: "browser",
  conditions: ["workerd", "worker", "browser"],
  target: "es2024",
  supported: { using: true },
  charset: "utf8",
  keepNames: true,
  loader: {
    ".cjs": "jsx",
    ".js": "jsx",
    ".mjs": "jsx",
  },
  define: {
    Buffer: "undefined",
    clearImmediate: "undefined",
    global: "undefined",
    "global.process.env.NODE_ENV": '"production"',
    "globalThis.Buffer": "undefined",
    "globalThis.clearImmediate": "undefined",
    "globalThis.process": "undefined",
    "globalThis.process.env.NODE_ENV": '"production"',
    "globalThis.setImmediate": "undefined",
    "navigator.userAgent": '"Cloudflare-Workers"',
    process: "undefined",
    "process.env.NODE_ENV": '"production"',
    setImmediate: "undefined",
  },
  external: ["__STATIC_CONTENT_MANIFEST", "hono", "hono/*"],
  sourcemap: "inline",
  logLevel: "warning",
  plugins: [provided],
});

// src/server.ts imports the Worker as #worker, which is what was made above.
const [script] = worker.outputFiles;
const bundled = {
  name: "bundled",
  setup(build) {
    build.onResolve({ filter: /^#worker$/ }, () => ({ path: script.path }));
    build.onLoad({ filter: /worker\.js$/ }, ({ path }) =>
      path === script.path ? { contents: script.text } : undefined,
    );
  },
};

await build({
  absWorkingDir: root,
  entryPoints: [
    { in: "src/server.ts", out: "server" },
    { in: "src/platform/healthcheck.ts", out: "healthcheck" },
  ],
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  tsconfig: "tsconfig.server.json",
  keepNames: true,
  legalComments: "none",
  // Packages in CommonJS call require, which a module does not have.
  banner: {
    js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
  },
  sourcemap: true,
  logLevel: "warning",
  plugins: [bundled],
});
