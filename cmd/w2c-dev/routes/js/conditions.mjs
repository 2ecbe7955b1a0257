// Tests of requests, as people write them in fetch handlers and as they should
// not: each with paths and methods that make it true, for the requests.
import { choice } from "./rope.mjs";

const plain = [
  "/",
  "/health",
  "/api",
  "/api/",
  "/api/users",
  "/users",
  "/users/",
  "/a",
  "/a/b",
  "/a/b/c",
  "/login",
  "/items/new",
  "/static/app.js",
  "/file.txt",
  "/v1/x",
  "/v1",
  "/webhook",
  "/favicon.ico",
];
const odd = [
  "/Admin",
  "/x-y_z~",
  "/a:b",
  "/:id",
  "/users/:id",
  "/a*",
  "/*",
  "/api/*",
  "/{x}",
  "/(a)",
  "/a+b",
  "/a?",
  "/a?b=1",
  "/%41",
  "/caf%C3%A9",
  "/café",
  "//",
  "//a",
  "/a//b",
  "/.well-known/x",
  "/a b",
  "",
  "health",
  "/$x",
  "/a|b",
  "/[x]",
  "/@u",
  "/a;b",
  "/a=b",
  "/a,b",
  "/!",
  "/%2F",
  "/a%2Fb",
  "/a%2fb",
  "/a\\b",
  "/a/../b",
  "/a/./b",
  "/a.b",
  "/a/",
  "/*path",
  "/:a.json",
  "/^",
  "/a'b",
  "/%",
  "/100%",
  "/a%20b",
  "/日本",
];
const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "get", "PROPFIND"];
const regexes = [
  ["^\\/users\\/(\\d+)$", "", ["/users/7", "/users/42"]],
  ["^\\/users\\/([^/]+)$", "", ["/users/bob", "/users/a%2Fb", "/users/%zz"]],
  ["^\\/items\\/(?<id>[^/]+)\\/?$", "i", ["/items/5", "/Items/5/", "/items/%C3%A9"]],
  ["^\\/files\\/(.+)$", "", ["/files/a", "/files/a/b/c", "/files//"]],
  ["^\\/files\\/(.*)$", "", ["/files/", "/files/x/y"]],
  ["^\\/(a|b)\\/c$", "", ["/a/c", "/b/c"]],
  ["^\\/u\\/([a-z]{2,4})$", "", ["/u/ab", "/u/abcd", "/u/abcde"]],
  ["\\/x\\/(.*)", "", ["/x/1", "/p/x/1"]],
  ["^\\/v(\\d)\\/(\\w+)", "", ["/v1/x", "/v2/abc/d"]],
  ["^\\/api\\/", "", ["/api/", "/api/z"]],
  ["^\\/api", "", ["/api", "/apix"]],
  ["\\.(png|jpg)$", "", ["/i.png", "/a/b.jpg"]],
  ["^\\/p\\/([^/]+)\\/c\\/([^/]+)$", "", ["/p/1/c/2"]],
  ["^\\/$", "", ["/"]],
  ["^\\/health\\/?$", "", ["/health", "/health/"]],
  ["^\\/a.b$", "", ["/a.b", "/axb"]],
  ["^\\/(?<year>\\d{4})-(?<month>\\d{2})$", "", ["/2024-05"]],
  ["^\\/opt(?:\\/(\\w+))?$", "", ["/opt", "/opt/v"]],
  ["^\\/café$", "", ["/caf%C3%A9"]],
  ["^\\/caf%C3%A9$", "", ["/caf%C3%A9"]],
];

/** Writes conditions with the names that a handler has at hand. */
export class Conditions {
  constructor(random, names) {
    this.random = random;
    this.names = names;
    this.hits = new Set();
    this.methods = new Set();
    const r = random;
    this.paths = r.some(plain, r.int(2, 5));
    if (r.chance(0.5)) this.paths.push(...r.some(odd, r.int(1, 3)));
    this.count = 0;
  }

  literal() {
    const path = this.random.pick(this.paths);
    this.hits.add(path);
    return path;
  }

  quote(text) {
    const r = this.random;
    const body = JSON.stringify(text);
    if (r.chance(0.3)) return `'${body.slice(1, -1).replace(/'/g, "\\'").replace(/\\"/g, '"')}'`;
    if (r.chance(0.1) && !/[`$\\]/.test(text)) return `\`${text}\``;
    return body;
  }

  /** The expression for the path; most handlers keep to one way. */
  path() {
    return this.random.chance(0.9)
      ? this.names.path
      : `new URL(${this.names.request}.url).pathname`;
  }

  method() {
    const m = this.random.weighted([
      [8, this.random.pick(methods.slice(0, 4))],
      [2, this.random.pick(methods)],
    ]);
    this.methods.add(m);
    return m;
  }

  methodTest() {
    const r = this.random;
    const m = this.method();
    const name = this.names.method;
    return r.weighted([
      [8, () => `${name} === ${this.quote(m)}`],
      [1, () => `${this.quote(m)} === ${name}`],
      [1, () => `${name} == ${this.quote(m)}`],
      [1, () => `["GET", ${this.quote(m)}].includes(${name})`],
      [1, () => `(${name} === "GET" || ${name} === ${this.quote(m)})`],
      [1, () => `${name}.toUpperCase() === ${this.quote(m)}`],
      [1, () => `${name} !== ${this.quote(m)}`],
    ])();
  }

  equals() {
    const r = this.random;
    const p = this.path();
    return r.weighted([
      [10, () => `${p} === ${this.quote(this.literal())}`],
      [1, () => `${this.quote(this.literal())} === ${p}`],
      [1, () => `${p} == ${this.quote(this.literal())}`],
      [1, () => `${p} === PATH`],
      [1, () => `[${this.quote(this.literal())}, ${this.quote(this.literal())}].includes(${p})`],
    ])();
  }

  prefix() {
    const path = this.literal();
    this.hits.add(`${path}/sub/x`).add(`${path}x`);
    return `${this.path()}.startsWith(${this.quote(this.random.chance(0.6) && !path.endsWith("/") ? `${path}/` : path)})`;
  }

  part() {
    const r = this.random;
    const text = r.pick(["/", ".js", ".png", "/new", "api", "x", "users/", "%", "é"]);
    this.hits.add(`/p${text}`).add(`/${text}/q`);
    return r.pick([
      () => `${this.path()}.endsWith(${this.quote(text)})`,
      () => `${this.path()}.includes(${this.quote(text)})`,
      () => `${this.path()}.indexOf(${this.quote(text)}) === 0`,
    ])();
  }

  regex() {
    const [source, flags, hits] = this.random.pick(regexes);
    for (const hit of hits) this.hits.add(hit);
    return {
      source,
      flags:
        flags +
        this.random.weighted([
          [20, ""],
          [1, "g"],
          [1, "y"],
          [1, "u"],
        ]),
    };
  }

  regexTest() {
    const { source, flags } = this.regex();
    return this.random.pick([
      () => `/${source}/${flags}.test(${this.path()})`,
      () => `${this.path()}.match(/${source}/${flags})`,
      () => `/${source}/${flags}.exec(${this.path()}) !== null`,
      () => `${this.path()}.search(/${source}/${flags}) === 0`,
    ])();
  }

  other() {
    const { request, url } = this.names;
    this.count++;
    return this.random.pick([
      `${request}.headers.get("x-flag") === "1"`,
      `${url}.searchParams.has("q")`,
      `${url}.searchParams.get("q") === "1"`,
      `${url}.hostname === "example.com"`,
      `effect("test ${this.count}")`,
      `!effect("test ${this.count}")`,
      `hits++ % 2 === 0`,
      `await later(${this.count})`,
      `${request}.headers.has("authorization")`,
      `${url}.search === ""`,
      `${request}.url.endsWith("/")`,
    ]);
  }

  simple() {
    return this.random.weighted([
      [10, () => this.equals()],
      [3, () => this.prefix()],
      [1, () => this.part()],
      [2, () => this.regexTest()],
      [3, () => this.methodTest()],
      [1, () => this.other()],
    ])();
  }

  any(depth = 0) {
    const r = this.random;
    if (depth > 2 || r.chance(0.45)) return choice(this.simple(), "true");
    const a = this.any(depth + 1);
    const b = this.any(depth + 1);
    const wrap = (piece) => (r.chance(0.5) ? ["(", piece, ")"] : piece);
    return r.weighted([
      [6, () => choice([choice([this.equals()], "true"), " && ", this.methodTest()], "true")],
      [4, () => choice([this.methodTest(), " && ", choice([this.simple()], "true")], "true")],
      [2, () => choice(["(", a, ") && (", b, ")"], a, b)],
      [2, () => choice([wrap(["(", a, ") || (", b, ")"])], a, b)],
      [1, () => choice(["!(", a, ")"], a)],
      [1, () => choice([this.equals(), " || ", this.equals()], "true")],
      [1, () => choice(["(", a, ") ? (", b, ") : ", r.pick(["true", "false"])], a, b)],
    ])();
  }
}
