// The bad input that has a name: Workers in hostile/, each with what a rewrite
// could trip over, and a few that are too long to write down. Whatever the
// analyser does with them, no answer may change. Prints one JSON line a Worker.
import { readFileSync, readdirSync } from "node:fs";
import { transform } from "esbuild";
import { lifter } from "./lift.mjs";
import { loadPlatform } from "./modules.mjs";
import { Random } from "./random.mjs";
import { requestsFor } from "./requests.mjs";
import { difference, run } from "./subject.mjs";

const options = JSON.parse(process.argv[2]);
const platform = await loadPlatform(new URL("src/", import.meta.url).href);
const lift = await lifter(options.analyser);
const write = process.stdout.write.bind(process.stdout);

const workers = new Map();
const folder = new URL("hostile/", import.meta.url);
for (const name of readdirSync(folder).sort())
  workers.set(name, readFileSync(new URL(name, folder), "utf8"));

const lines = Array.from(
  { length: 3300 },
  (_, i) => `    if (url.pathname === "/r${i}") {\n      return new Response("r${i}");\n    }\n`,
);
workers.set(
  "ten-thousand-lines.js",
  `export default {\n  async fetch(request) {\n    const url = new URL(request.url);\n${lines.join("")}    return new Response("end");\n  },\n};\n`,
);
const deep = 150;
workers.set(
  "deeply-nested.js",
  `export default {\n  async fetch(request) {\n    const url = new URL(request.url);\n${'if (url.pathname.startsWith("/d")) {\n'.repeat(deep)}if (url.pathname === "/deep") return new Response("deep");\n${"}\n".repeat(deep)}    return new Response("end");\n  },\n};\n`,
);
const or = Array.from({ length: 400 }, (_, i) => `url.pathname === "/o${i}"`).join(" || ");
workers.set(
  "long-test.js",
  `export default {\n  async fetch(request) {\n    const url = new URL(request.url);\n    if (${or}) return new Response("o");\n    return new Response("end");\n  },\n};\n`,
);

/** Paths that the text of a Worker names. */
function paths(text) {
  const found = new Set();
  for (const [, , path] of text.matchAll(/(["'`])((?:\/|[\w-]+\/)[^"'`\s\\]*)\1/g)) found.add(path);
  for (const extra of [
    "/a",
    "/b",
    "/c",
    "/d",
    "/d/7",
    "/p/x",
    "/b/x",
    "/de",
    "/it's",
    "/checked/bad",
  ])
    found.add(extra);
  return [...found];
}

/** What Node cannot take the types from goes through esbuild. */
async function runnable(files) {
  const out = {};
  for (const [name, text] of Object.entries(files)) {
    if (!/\.tsx?$/.test(name)) out[name] = text;
    else {
      const made = await transform(text, {
        loader: name.endsWith("x") ? "tsx" : "ts",
        target: "es2024",
        tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      });
      out[name.replace(/\.tsx?$/, ".js")] = made.code;
    }
  }
  return out;
}

// All Workers run in one realm: what one puts into its classes must not be there
// for the next.
const classes = Object.values(Object.getOwnPropertyDescriptors(globalThis))
  .map(({ value }) => value)
  .filter((value) => typeof value === "function" && value.prototype)
  .flatMap((value) => [value, value.prototype]);
const members = classes.map((c) => [c, Object.getOwnPropertyDescriptors(c)]);

function restoreClasses() {
  for (const [c, before] of members)
    for (const key of Reflect.ownKeys(c)) {
      const now = Object.getOwnPropertyDescriptor(c, key);
      if (!now.configurable) continue;
      if (!Object.hasOwn(before, key)) delete c[key];
      else if (now.value !== before[key].value) Object.defineProperty(c, key, before[key]);
    }
}

for (const [name, text] of workers) {
  const random = new Random(1);
  const entry = `src/index${/\.\w+$/.exec(name)[0]}`;
  const files = { [entry]: text };
  const requests = requestsFor(random, { paths: paths(text), methods: ["GET", "POST"] }, 120);
  const script = /^addEventListener/m.test(text);
  const run1 = async (form) => {
    const files = await runnable(form.files);
    const entryFile = entry.replace(/\.tsx?$/, ".js");
    const answers = await run(platform, { ...form, entry: entryFile, files }, requests);
    restoreClasses();
    return answers;
  };
  const before = await run1({ kind: script ? "script" : "module", files });
  for (const target of ["hono", "express"]) {
    const line = { name, target, requests: requests.length };
    if (before.failed) line.failed = `the Worker itself does not start: ${before.failed}`;
    else {
      try {
        const result = lift(files, entry, target);
        Object.assign(line, {
          form: result.form,
          why: result.why,
          lifted: result.routes.filter((r) => r.state !== "kept").length,
        });
        const kind =
          target === "express" && result.form === "lifted"
            ? "express"
            : script
              ? "script"
              : "module";
        const found = difference(
          requests,
          before,
          await run1({ kind, files: { ...files, ...result.files } }),
        );
        if (found)
          Object.assign(line, { found: { ...found, text: result.files[entry]?.slice(0, 6000) } });
      } catch (error) {
        line.failed = `the analyser threw: ${String(error.stack).slice(0, 2000)}`;
      }
    }
    write(`${JSON.stringify(line)}\n`);
  }
}
process.exit(0);
