// Random Workers whose fetch handler routes: every form such a handler has, with
// everything in it that a rewrite could get wrong. The same seed gives the same
// program.
import { Bodies } from "./bodies.mjs";
import { Conditions } from "./conditions.mjs";
import { choice, optional, render } from "./rope.mjs";
import { Statements } from "./statements.mjs";

/** A program: its pieces, the file names, and what its requests are made of. */
export function generate(random) {
  const r = random;
  const form = r.weighted([
    [8, "method"],
    [2, "arrow"],
    [2, "function"],
    [2, "const"],
    [1.5, "class"],
    [1.5, "listener"],
    [1, "inner"],
    [1.5, "imported"],
  ]);
  const ts = r.chance(0.5);
  const names = chooseNames(r, form);
  if (names.taken) names.headers = false;
  const conditions = new Conditions(r, names);
  const isClass = form === "class";
  const bodies = new Bodies(r, names, {
    ts,
    isClass,
    env: names.taken ? given : names.env,
    ctx: names.ctx,
  });
  const statements = new Statements(r, conditions, bodies);

  const before = [bindings(r, names, ts), prologue(r, statements, names)];
  let chain = [];
  for (
    let i = r.weighted([
      [2, r.int(1, 2)],
      [6, r.int(2, 5)],
      [1, r.int(6, 9)],
    ]);
    i > 0;
    i--
  ) {
    chain.push(statements.any(), "\n");
    if (r.chance(0.08)) chain.push(disturb(r, names), "\n");
  }
  chain.push(tail(r, bodies));
  if (r.chance(0.12)) chain = caught(r, chain, ts, conditions);
  const late = r.chance(0.06) ? ["\n", optional(`function late() { return effect("late"); }`)] : "";
  const body = [before, chain, late];

  const main = program(r, form, names, names.taken ? apart(names, body) : body, ts);
  const piece = formatted(r, [
    head(r, statements, bodies, conditions, ts, isClass),
    main.chain ?? main,
  ]);
  const ending = ts ? "ts" : "js";
  return {
    piece,
    file: `src/index.${ending}`,
    // Where the piece is: in the entry, or in a file that it imports.
    home: main.chain ? `src/router.${ending}` : `src/index.${ending}`,
    entry: main.entry,
    script: form === "listener" || main.script === true,
    requests: { paths: [...conditions.hits], methods: [...conditions.methods] },
  };
}

/** The files of a program's project. */
export function project(program) {
  return {
    ...(program.entry && { [program.file]: program.entry }),
    [program.home]: render(program.piece),
    "src/handlers.ts": imported,
  };
}

const imported = `export function importedHandler(request: Request): Response {
  return new Response("imported " + request.method);
}
`;

function chooseNames(r, form) {
  const request = r.weighted([
    [8, "request"],
    [2, "req"],
    [1, "r"],
    [0.5, "c"],
    [0.3, "next"],
  ]);
  const has = form !== "listener" && form !== "function";
  const env = has && r.chance(0.7) ? r.pick(["env", "env", "_env", "bindings"]) : "";
  const ctx = env && r.chance(0.5) ? r.pick(["ctx", "context"]) : "";
  const style = r.weighted([
    [5, "url"],
    [3, "pathname"],
    [2, "path"],
    [1, "renamed"],
    [0.7, "let"],
    [0.5, "lower"],
    [0.4, "trim"],
    [0.3, "decoded"],
    [0.3, "var"],
    [0.2, "getter"],
  ]);
  const path = {
    url: "url.pathname",
    pathname: "pathname",
    path: "path",
    renamed: "p",
    let: "path",
    lower: "path",
    trim: "path",
    decoded: "path",
    var: "path",
    getter: "route.path",
  }[style];
  // Parameters that are taken apart: what there is of the request is in names.
  const taken = /^(method|arrow|const|imported)$/.test(form) && r.chance(0.12);
  const methodName = !taken && r.chance(0.3) ? r.pick(["method", "verb"]) : "";
  return {
    taken,
    request: taken ? whole : request,
    env: taken ? "" : env,
    ctx: taken ? "" : ctx,
    style,
    path,
    url: "url",
    method: methodName || `${taken ? whole : request}.method`,
    methodName,
    headers: r.chance(0.08),
  };
}

// Stands for the request where there is no name for it.
const whole = "WHOLE";
const given = "GIVEN";

// What a handler writes that was given `{ url: href, method, headers }`.
function apart(n, piece) {
  return mapped(piece, (text) =>
    text
      .replaceAll(`await ${whole}.text()`, "method")
      .replaceAll(`${whole}.body`, "method")
      .replaceAll(`${whole}.url`, "href")
      .replaceAll(`${whole}.method`, "method")
      .replaceAll(`${whole}.headers`, "headers")
      .replaceAll(`const ${whole} =`, "const method =")
      .replaceAll(whole, "{ method, headers }")
      .replaceAll(`${given}.`, ""),
  );
}

/** A piece with its texts changed, in smaller programs too. */
function mapped(piece, change) {
  if (typeof piece === "string") return change(piece);
  if (Array.isArray(piece)) return piece.map((part) => mapped(part, change));
  return {
    ...piece,
    piece: mapped(piece.piece, change),
    ...(piece.simpler && { simpler: piece.simpler.map((part) => mapped(part, change)) }),
  };
}

function bindings(r, n, ts) {
  const lines = [`const url = new URL(${n.request}.url);`];
  const source = {
    url: [],
    pathname: [
      r.pick([
        "const { pathname } = url;",
        "const pathname = url.pathname;",
        "const { pathname, searchParams } = url;",
      ]),
    ],
    path: [
      r.pick(["const path = url.pathname;", `const path = new URL(${n.request}.url).pathname;`]),
    ],
    renamed: ["const { pathname: p } = url;"],
    let: [
      "let path = url.pathname;",
      r.pick([
        "",
        'if (path.endsWith("/") && path !== "/") path = path.slice(0, -1);',
        'path = path || "/";',
      ]),
    ],
    lower: ["const path = url.pathname.toLowerCase();"],
    trim: [
      r.pick([
        'const path = url.pathname.replace(/\\/+$/, "") || "/";',
        'const path = url.pathname.replace(/\\/$/, "");',
        'const path = url.pathname.replace(/\\/+/g, "/");',
      ]),
    ],
    decoded: [
      r.pick([
        "const path = decodeURIComponent(url.pathname);",
        "const path = decodeURI(url.pathname);",
      ]),
    ],
    var: ["var path = url.pathname;"],
    getter: ['const route = { get path() { effect("get path"); return url.pathname; } };'],
  }[n.style];
  lines.push(...source);
  if (n.methodName === "method")
    lines.push(
      r.pick([
        `const method = ${n.request}.method;`,
        `const { method } = ${n.request};`,
        `const method = ${n.request}.method.toUpperCase();`,
      ]),
    );
  if (n.methodName === "verb") lines.push(`const verb = ${n.request}.method;`);
  if (n.headers)
    lines.push(
      ts ? "const headers: Headers = new Headers();" : "const headers = new Headers();",
      "const url2 = new URL(url);",
    );
  if (r.chance(0.1)) lines.push(`// The path is ${n.path}.`);
  return lines
    .filter(Boolean)
    .map((line) => [/^const (headers|url2)|^\/\//.test(line) ? optional(line) : line, "\n"]);
}

function prologue(r, statements, n) {
  const { bodies } = statements;
  const parts = [];
  const origin = `${n.request}.headers.get("origin")`;
  const choices = [
    () => [
      `if (${n.method} === "OPTIONS") {\nreturn new Response(null, { status: 204, headers: { "access-control-allow-origin": "*" } });\n}`,
    ],
    () => [`effect("log " + ${n.method} + " " + ${n.path});`],
    () => [`console.log(${n.method}, url.pathname);`],
    () => [
      `if (${n.request}.headers.get("authorization") !== "secret") `,
      statements.block([`return new Response("denied", { status: 401 });`]),
    ],
    () => [`effect("hits " + hits++);`],
    () => [`const auth = await later("auth");\nif (!auth) return new Response("never");`],
    () => [
      `const cors = { "access-control-allow-origin": ${origin} ?? "*" };\nif (${n.method} === "OPTIONS") return new Response(null, { headers: cors });`,
    ],
    () => [
      `if (${n.method} !== "GET" && ${n.method} !== "HEAD") `,
      statements.block([`return new Response("bad method", { status: 405 });`]),
    ],
    () => [`const denied = gate(${n.request});\nif (denied) return denied;`],
    () => [
      `${bodies.env ? `if (!${bodies.env}.NAME) throw new Error("no name");` : 'effect("start");'}`,
    ],
    () => [
      `if (url.protocol === "https:") {\nurl.protocol = "http:";\nreturn Response.redirect(url.href, 301);\n}`,
    ],
    () => [`const started = Date.now();\neffect("started " + (started > 0));`],
  ];
  if (r.chance(0.45))
    for (const made of r.some(choices, r.int(1, 2))) parts.push(optional(made()), "\n");
  return parts;
}

// Things between tests that a rewrite must not move, drop or repeat.
function disturb(r, n) {
  return optional(
    r.pick([
      `url.pathname = "/rewritten";`,
      `url.pathname = url.pathname.replace("/api", "");`,
      `url.searchParams.set("q", "1");`,
      n.taken
        ? `hits += 3;`
        : `${n.request} = new Request(${n.request}, { headers: { "x-flag": "1" } });`,
      n.style === "let" || n.style === "var" ? `path = path.slice(1);` : `hits += 2;`,
      n.env ? `${n.env} = { ...${n.env}, NAME: "other" };` : `effect("between");`,
      `if (hits > 2) effect("many");`,
      `await later("between");`,
      `const { length } = ${n.path}; effect(length);`,
      `var again = again === undefined ? 1 : again; effect(again);`,
      `for (let i = 0; i < 2; i++) effect("loop " + i);`,
    ]),
  );
}

function tail(r, bodies) {
  return r.weighted([
    [6, () => choice(`return new Response("Not Found", { status: 404 });`)],
    [2, () => bodies.reply()],
    [1, () => ""],
    [
      1,
      () => [
        optional(bodies.effect()),
        `return new Response("not found " + ${bodies.names.path}, { status: 404 });`,
      ],
    ],
    [0.5, () => `throw new Error("no route");`],
    [0.5, () => `return importedHandler(${bodies.names.request});`],
    [
      0.5,
      () =>
        `const last = new Response("last"); last.headers.set("x-hits", String(hits)); return last;`,
    ],
  ])();
}

function caught(r, chain, ts, conditions) {
  const any = ts ? ": any" : "";
  conditions.hits.add("/boom");
  chain = [`if (${conditions.path()} === "/boom") throw new TypeError("boom");\n`, chain];
  if (r.chance(0.5)) {
    conditions.hits.add("/late");
    const rejects = `later("late").then(() => { throw new RangeError("late"); })`;
    chain = [optional(`if (${conditions.path()} === "/late") return ${rejects};\n`), chain];
  }
  return r.pick([
    () => [
      "try {\n",
      chain,
      `\n} catch (error${any}) {\nreturn new Response("error " + error.message, { status: 500 });\n}`,
    ],
    () => [
      "try {\n",
      chain,
      `\n} catch (error${any}) {\neffect("caught");\nreturn Response.json({ error: String(error) }, { status: 502 });\n}`,
    ],
    () => ["try {\n", chain, '\n} finally {\neffect("finally");\n}'],
    () => [
      "try {\n",
      chain,
      '\n} catch {\nreturn new Response("oops", { status: 500 });\n} finally {\neffect("after");\n}',
    ],
    () => ["try {\n", chain, '\n} catch {\nreturn new Response("oops", { status: 500 });\n}'],
  ])();
}

function head(r, statements, bodies, conditions, ts, isClass) {
  const parts = [];
  if (isClass) parts.push('import { WorkerEntrypoint } from "cloudflare:workers";\n');
  parts.push('import { importedHandler } from "./handlers";\n');
  if (ts && r.chance(0.5)) parts.push(optional("interface Env { NAME: string }\n"));
  if (r.chance(0.3)) parts.push(optional("// A Worker.\n"));
  parts.push("let hits = 0;\n");
  parts.push(`const PATH = ${JSON.stringify(r.pick(conditions.paths))};\n`);
  const any = ts ? ": any" : "";
  parts.push(
    `async function later(what${any})${ts ? ": Promise<any>" : ""} {\nawait null;\neffect("later " + what);\nreturn what;\n}\n`,
  );
  parts.push(
    `function gate(request${ts ? ": Request" : ""}) {\nif (request.headers.get("x-flag") === "1") return new Response("gated", { status: 403 });\n}\n`,
  );
  parts.push(statements.module.map((text) => optional(text, "\n")));
  parts.push(bodies.functions.map(({ text }) => optional(text, "\n")));
  return parts;
}

function program(r, form, n, body, ts) {
  const type = (name) => (ts ? `: ${name}` : "");
  const parameters = [`${n.request}${type("Request")}`];
  if (n.env)
    parameters.push(
      `${n.env}${type(r.pick(["any", "any", "Env", "{ NAME: string }"]).replace("Env", "any"))}`,
    );
  if (n.ctx) parameters.push(`${n.ctx}${type("any")}`);
  if (n.taken)
    parameters.splice(
      0,
      2,
      `{ url: href, method, headers }${type("Request")}`,
      `{ NAME }${type("any")}`,
    );
  const list = parameters.join(", ");
  const result = ts && r.chance(0.5) ? ": Promise<any>" : "";
  const satisfies =
    ts && r.chance(0.4)
      ? r.pick([" satisfies ExportedHandler<any>", " as ExportedHandler<any>"])
      : "";
  const scheduled = r.chance(0.15)
    ? `,\nasync scheduled(event${type("any")}) { effect("cron"); }`
    : "";
  const fetch = [`async fetch(${list})${result} {\n`, body, "\n}"];
  switch (form) {
    case "method":
      return ["export default {\n", fetch, scheduled, `\n}${satisfies};\n`];
    case "arrow":
      return [
        `export default {\n fetch: async (${list})${result} => {\n`,
        body,
        "\n}",
        scheduled,
        `\n}${satisfies};\n`,
      ];
    case "const":
      return [
        "const worker = {\n",
        fetch,
        scheduled,
        `\n}${satisfies};\n`,
        r.pick(["export default worker;\n", "export { worker as default };\n"]),
      ];
    case "function":
      return r.pick([
        [
          `async function handleRequest(${list})${result} {\n`,
          body,
          `\n}\n\nexport default {\n  fetch: handleRequest,\n};\n`,
        ],
        [
          `export default {\n  async fetch(${list}) {\n    return handleRequest(${n.request});\n  },\n};\n\nasync function handleRequest(${list})${result} {\n`,
          body,
          "\n}\n",
        ],
        [
          `export default {\n  fetch(${list}) {\n    return handleRequest(${n.request});\n  },\n};\n\nconst handleRequest = async (${list})${result} => {\n`,
          body,
          "\n}\n",
        ],
      ]);
    case "inner":
      return [
        `export default {\n  async fetch(${list}) {\n    const response = await route();\n    response.headers.set("x-wrapped", "1");\n    return response;\n\n    async function route() {\n`,
        body,
        "\n    }\n  },\n};\n",
      ];
    case "class":
      return [
        `export default class ${r.pick(["extends", "Api extends"])} WorkerEntrypoint${ts ? "<any>" : ""} {\nasync fetch(${n.request}${type("Request")}) {\n`,
        n.env ? `const ${n.env} = this.env;\n` : "",
        n.ctx ? `const ${n.ctx} = this.ctx;\n` : "",
        body,
        `\n}\nhelp(label${type("string")}) { return new Response("help " + label); }\n}\n`,
      ];
    case "imported":
      return importedForm(r, n, list, result, body, ts);
    case "listener":
      return r.pick([
        [
          `addEventListener("fetch", (event) => {\n  ${r.pick(["event.passThroughOnException();\n  ", ""])}const { request } = event;\n  event.respondWith(handleRequest(request));\n});\n\nconst handleRequest = async (${list})${result} => {\n`,
          body,
          "\n};\n",
        ],
        [
          `addEventListener("fetch", (event) => {\n  event.respondWith(handleRequest(event.request));\n});\n\nasync function handleRequest(${list})${result} {\n`,
          body,
          "\n}\n",
        ],
        [
          `addEventListener("fetch", (event${type("any")}) => event.respondWith(handle(event)));\nasync function handle(event${type("any")}) {\nconst ${n.request} = event.request;\n`,
          body,
          "\n}\n",
        ],
      ]);
  }
}

// The routes are in another file; what has the default export hands requests over.
function importedForm(r, n, list, result, body, ts) {
  const type = (name) => (ts ? `: ${name}` : "");
  const [exported, before, after] = r.pick([
    ["{ handleRequest }", `export async function handleRequest(${list})${result} {\n`, "\n}\n"],
    ["{ handleRequest }", `export const handleRequest = async (${list})${result} => {\n`, "\n};\n"],
    [
      "{ handleRequest, hitsSoFar }",
      `export const hitsSoFar = () => hits;\nexport async function handleRequest(${list})${result} {\n`,
      "\n}\n",
    ],
    ["handleRequest", `export default async function (${list})${result} {\n`, "\n}\n"],
    [
      "handleRequest",
      `async function answer(${list})${result} {\n`,
      "\n}\nexport default answer;\n",
    ],
    [
      "{ answer as handleRequest }",
      `async function answer(${list})${result} {\n`,
      "\n}\nexport { answer };\n",
    ],
    ["", `export default {\nasync fetch(${list})${result} {\n`, "\n},\n};\n"],
    [
      "",
      `export default {\nasync scheduled() { effect("cron"); },\nasync fetch(${list})${result} {\n`,
      "\n},\n};\n",
    ],
  ]);
  const chain = [before, body, after];
  if (exported === "")
    return {
      chain,
      entry: r.pick([
        'export { default } from "./router";\n',
        'import worker from "./router";\n\nexport default worker;\n',
      ]),
    };
  const start = `import ${exported} from "./router";\n\n`;
  const alone = !n.env && !n.taken;
  const names = ["request", n.env || n.taken ? "env" : "", n.ctx ? "ctx" : ""].filter(Boolean);
  const given = names.join(", ");
  const typed = names.map((name) => `${name}${type("any")}`).join(", ");
  const used = /hitsSoFar/.test(exported)
    ? ",\n\n  async scheduled() {\n    effect(hitsSoFar());\n  }"
    : "";
  const entries = [
    `${start}export default {\n  fetch: handleRequest${used},\n};\n`,
    `${start}export default {\n  async fetch(${typed}) {\n    // Off to the router.\n    return handleRequest(${given});\n  }${used},\n};\n`,
    `${start}const worker = {\n  fetch: (${typed}) => handleRequest(${given})${used},\n};\nexport default worker;\n`,
    `// What others see.\n${start}export default {\n  async fetch(${typed}) {\n    effect("on the way");\n    return handleRequest(${given});\n  }${used},\n};\n`,
  ];
  if (alone && used === "" && r.chance(0.25))
    return {
      chain,
      script: true,
      entry: `${start}addEventListener("fetch", (event) => {\n  event.respondWith(handleRequest(event.request));\n});\n`,
    };
  return { chain, entry: r.pick(entries) };
}

// The same program, written by people with other habits. What is changed is
// changed in every line, so that smaller programs keep it.
function formatted(r, piece) {
  const changes = [];
  if (r.chance(0.08)) changes.push((text) => text.replaceAll("\n", "\r\n"));
  if (r.chance(0.1)) changes.push((text) => text.replaceAll("\n", "\n\t\t"));
  if (r.chance(0.1)) changes.push((text) => text.replaceAll(" === ", "==="));
  if (r.chance(0.06)) changes.push((text) => text.replaceAll(" {", "\n{"));
  if (r.chance(0.06)) changes.push((text) => text.replaceAll(";\n", "\n"));
  if (changes.length === 0) return piece;
  const change = (text) => changes.reduce((made, f) => f(made), text);
  return [r.chance(0.2) ? "\uFEFF" : "", mapped(piece, change)];
}
