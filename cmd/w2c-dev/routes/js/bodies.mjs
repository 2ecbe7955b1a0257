// What handlers do once a test was true: answers that can be told apart, and
// everything that makes moving them difficult.
import { choice, optional } from "./rope.mjs";

/** Writes the statements inside branches; every answer has its own number. */
export class Bodies {
  constructor(random, names, { ts, isClass, env, ctx }) {
    Object.assign(this, { random, names, ts, isClass, env, ctx });
    this.count = 0;
    // Functions that handlers are called by; the program declares them.
    this.functions = [];
  }

  label() {
    return `r${++this.count}`;
  }

  /** A statement that returns an answer. */
  reply() {
    const r = this.random;
    const { request, path, url } = this.names;
    const label = this.label();
    const status = r.pick([200, 201, 400, 401, 403, 404, 405, 500]);
    const simple = `return new Response("${label}");`;
    return choice(
      r.weighted([
        [8, () => simple],
        [4, () => `return new Response("${label}", { status: ${status} });`],
        [3, () => `return Response.json({ at: "${label}", path: ${path} });`],
        [
          2,
          () =>
            `return Response.json({ at: "${label}", q: ${url}.searchParams.get("q"), m: ${request}.method });`,
        ],
        [2, () => `return new Response("${label}" + (await ${request}.text()));`],
        [
          2,
          () =>
            `return new Response("${label}", { headers: { "x-at": "${label}", "content-type": "text/html" } });`,
        ],
        [1, () => `return new Response(null, { status: 204, headers: { "x-at": "${label}" } });`],
        [1, () => `return Response.redirect("https://r.test/${label}", 302);`],
        [1, () => `throw new Error("${label}");`],
        [
          1,
          () => `return await later("${label}").then((l) => new Response(String(l) + "${label}"));`,
        ],
        [2, () => `return ${this.called(label)};`],
        [1, () => `return new Response("${label} " + hits++);`],
        [1, () => `return new Response(${request}.body);`],
        [
          this.ctx ? 4 : 1,
          () =>
            this.ctx
              ? `${this.ctx}.waitUntil(later("${label}")); return new Response("${label}");`
              : simple,
        ],
        [
          this.env ? 3 : 1,
          () => (this.env ? `return new Response(\`${label} \${${this.env}.NAME}\`);` : simple),
        ],
        [
          1,
          () =>
            `{ const res = new Response("${label}"); res.headers.append("set-cookie", "a=${label}"); res.headers.append("set-cookie", "b=2"); return res; }`,
        ],
        [
          1,
          () =>
            `return ${r.pick(["undefined", "null", `"${label}"`, "{}"])}${this.ts ? " as any" : ""};`,
        ],
        [1, () => (this.isClass ? `return this.help("${label}");` : simple)],
      ])(),
      simple,
    );
  }

  /** A call of a function declared elsewhere that answers. */
  called(label) {
    const r = this.random;
    const { request } = this.names;
    const name = `handle${this.functions.length}`;
    const async = r.chance(0.5);
    const type = this.ts ? ": Request" : "";
    const [parameter, argument] = r.pick([
      ["req", request],
      ["request", request],
      ["path", request],
      ["env", request],
    ]);
    const body = r.pick([
      `return new Response("${label} " + ${parameter}.method);`,
      `if (${parameter}.method !== "GET") return new Response("${label} no", { status: 405 });\n  return new Response("${label}");`,
      `effect("${label}");\n  return new Response("${label}");`,
      `if (${parameter}.method !== "POST") throw new RangeError("${label}");\n  return new Response("${label}");`,
    ]);
    this.functions.push({
      name,
      text: `${async ? "async " : ""}function ${name}(${parameter}${type}) {\n  ${body}\n}`,
    });
    return `${r.chance(0.3) ? "await " : ""}${name}(${argument})`;
  }

  /** Something that happens and goes on. */
  effect() {
    const r = this.random;
    const { request, path, url, headers } = this.names;
    const label = this.label();
    return optional(
      r.weighted([
        [6, `effect("${label}");`],
        [2, `effect("hits " + hits++);`],
        [1, `await later("${label}");`],
        [1, `console.log("${label}", ${path});`],
        [
          1,
          `const local${this.count} = ${r.pick([`${path}.length`, `${url}.search`, "hits", `${request}.method`])};`,
        ],
        [1, `var hoisted = "${label}"; effect(hoisted);`],
        [headers ? 4 : 0, `headers.set("x-${label}", "1");`],
        [headers ? 2 : 0, `url2.searchParams.set("${label}", "1");`],
      ]),
    );
  }

  /** The body of a branch: it may do things and then mostly answers. */
  branch(answers = 0.92) {
    const r = this.random;
    const parts = [];
    if (r.chance(0.15)) parts.push(this.effect(), "\n");
    if (r.chance(0.05)) parts.push(this.shadow(), "\n");
    if (r.chance(answers)) parts.push(this.reply());
    else parts.push(this.effect());
    return parts;
  }

  shadow() {
    const { request, path } = this.names;
    return optional(
      this.random.pick([
        `const ${/^\w+$/.test(path) ? path : "url"} = "/shadow"; effect(${/^\w+$/.test(path) ? path : "url"});`,
        `const c = 1, app = 2, next = 3, handle = 4, routes = 5; effect(c + app + next + handle + routes);`,
        `{ const ${request} = "shadow"; effect(${request}); }`,
        `function inner(url${this.ts ? ": any" : ""}) { return url + "x"; } effect(inner("y"));`,
      ]),
    );
  }
}
