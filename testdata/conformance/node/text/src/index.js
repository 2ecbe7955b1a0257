// node:path, node:url, node:querystring, node:timers, node:process and small ones, one snippet a path.
import consoleModule from "node:console";
import constants from "node:constants";
import { builtinModules, createRequire, isBuiltin } from "node:module";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import punycode from "node:punycode";
import qs from "node:querystring";
import timers from "node:timers";
import {
  setImmediate as immediate,
  setInterval as interval,
  setTimeout as sleep,
} from "node:timers/promises";
import url from "node:url";

const show = (v) =>
  typeof v === "string" ? v : (JSON.stringify(v) ?? String(v));
const failed = (e) => `${e?.name} ${e?.code ?? "-"} ${e?.message}`;
// thrown is the error of f in one line.
const thrown = (f) => {
  try {
    return show(f());
  } catch (e) {
    return failed(e);
  }
};
const snippets = {
  async join() {
    return [
      ["a", "..", "b"],
      ["/a", "/b", "../c"],
      [""],
      ["a", "", "b/"],
      [".", "./a"],
      ["..", "a"],
      ["/", ".."],
    ].map((p) => path.join(...p));
  },
  async normalize() {
    return [
      "/a/./b/../c/",
      "a//b",
      "",
      "./",
      "../..",
      "/..",
      "a/..",
      "//a",
    ].map((p) => path.normalize(p));
  },
  async resolve() {
    return [
      path.resolve("/a", "b", "../c"),
      path.resolve("/a", "/b"),
      path.resolve("/"),
    ];
  },
  async dirname() {
    return ["/a/b", "/a", "/", "a", "", "a/b/", "//a", "/a//b"].map((p) =>
      path.dirname(p),
    );
  },
  async basename() {
    return [
      path.basename("/a/b.html"),
      path.basename("/a/b.html", ".html"),
      path.basename("b.html", "b.html"),
      path.basename("/a/"),
      path.basename(""),
      path.basename("a.b.c", ".c"),
    ];
  },
  async extname() {
    return [
      "a.b",
      "a",
      ".a",
      "a.",
      "a.b.c",
      "/x.y/z",
      "..",
      "a.b/",
      ".a.b",
    ].map((p) => path.extname(p));
  },
  async relative() {
    return [
      path.relative("/a/b/c", "/a/d"),
      path.relative("/a", "/a"),
      path.relative("/a", "/a/b"),
      path.relative("/a/bc", "/a/b"),
      path.relative("/", "/x/y"),
    ];
  },
  async parse() {
    return ["/home/u/f.txt", "a", "/", "./a/b.c.d", ".x"].map((p) =>
      path.parse(p),
    );
  },
  async format() {
    return [
      path.format({ dir: "/a", base: "b.c" }),
      path.format({ root: "/", name: "b", ext: ".c" }),
      path.format({ name: "b", ext: "c" }),
      path.format({}),
    ];
  },
  async absolute() {
    return ["/a", "a", "", "//"].map((p) => path.isAbsolute(p));
  },
  async "path-type"() {
    return [
      thrown(() => path.join(5)),
      thrown(() => path.dirname(null)),
      thrown(() => path.parse()),
    ];
  },
  async win32() {
    return [
      path.win32.join("a", "..", "b\\c"),
      path.win32.normalize("C:/a/../b"),
      path.win32.basename("C:\\a\\b.txt", ".txt"),
      path.win32.dirname("C:\\a\\b"),
      path.win32.isAbsolute("C:/"),
      path.win32.parse("C:\\p\\f.e"),
      path.win32.resolve("C:\\a", "..\\b"),
      path.win32.relative("C:\\a\\b", "C:\\a\\c"),
      path.win32.sep,
    ];
  },
  async "path-names"() {
    return [
      path.sep,
      path.delimiter,
      path.posix === path,
      path.win32.posix === path,
      path.win32.delimiter,
    ];
  },
  async "url-parse"() {
    return [
      "http://user:pass@host.com:8080/p/a?q=1#h",
      "/a/b?c=d",
      "mailto:a@b.c",
      "HTTP://EX.com",
      "javascript:alert(1)",
      "http://[::1]:80/x",
      "foo",
      "?q",
      "",
      "file:///etc/x",
    ].map((u) => ({ ...url.parse(u) }));
  },
  async "url-parse-query"() {
    return [
      { ...url.parse("/x?a=1&a=2&b", true).query },
      url.parse("//h/p", false, true).host,
      url.parse("//h/p").pathname,
    ];
  },
  async "url-parse-type"() {
    return thrown(() => url.parse(5));
  },
  async "url-format"() {
    return [
      url.format({
        protocol: "http",
        host: "a.com",
        pathname: "x",
        query: { a: [1, 2], b: "c d" },
      }),
      url.format({
        hostname: "::1",
        port: 8,
        pathname: "/x#?",
        search: "y",
        hash: "z",
      }),
      url.format(new URL("http://u:p@a.com/x?y#z"), {
        auth: false,
        fragment: false,
      }),
      url.format("http://a.com/ b"),
    ];
  },
  async "url-resolve"() {
    return [
      ["/one/two/three", "four"],
      ["http://e.com/", "/one"],
      ["http://a/b/c/d;p?q", "../g"],
      ["http://a/b/c/d", "//h/x"],
      ["http://a/b", "?y"],
      ["http://a/b?x", "#s"],
      ["/a/b", "../../../c"],
    ].map(([a, b]) => url.resolve(a, b));
  },
  async "file-url"() {
    return [
      url.fileURLToPath("file:///a/b%20c"),
      url.fileURLToPath(new URL("file:///x")),
      url.pathToFileURL("/a b#?%\n").href,
      url.pathToFileURL("/a/").href,
    ];
  },
  async "file-url-bad"() {
    return [
      thrown(() => url.fileURLToPath("http://a")).split(" ")[1],
      thrown(() => url.fileURLToPath("file:///a%2Fb")).split(" ")[1],
      thrown(() => url.fileURLToPath(5)).split(" ")[1],
    ];
  },
  async domain() {
    return [
      url.domainToASCII("español.com"),
      url.domainToUnicode("xn--espaol-zwa.com"),
      url.domainToASCII("xn--iñvalid.com"),
    ];
  },
  async "http-options"() {
    const o = url.urlToHttpOptions(new URL("https://a:b@h.com:81/x?y#z"));
    return [o.protocol, o.hostname, o.port, o.path, o.auth, o.hash];
  },
  async "qs-parse"() {
    return [
      "a=1&b=2&a=3&c=%20+x&d&=e",
      "a=%E4%BD%A0&b=%ff&%zz=1",
      "",
      "a&b=&=c&&d=1=2",
    ].map((q) => ({ ...qs.parse(q) }));
  },
  async "qs-parse-options"() {
    return [
      { ...qs.parse("a:1;b:2", ";", ":") },
      { ...qs.parse("a=1&b=2&c=3", null, null, { maxKeys: 2 }) },
      Object.getPrototypeOf(qs.parse("a")) === null,
    ];
  },
  async "qs-stringify"() {
    return [
      qs.stringify({
        a: [1, "x y"],
        b: true,
        c: null,
        d: undefined,
        e: 5n,
        f: NaN,
        g: "é",
        h: {},
      }),
      qs.stringify({ a: 1, b: 2 }, ";", ":"),
      qs.stringify("x"),
      qs.stringify({ a: [] }),
      qs.stringify({ x: "y" }, "&", "=", {
        encodeURIComponent: (s) => `<${s}>`,
      }),
    ];
  },
  async "qs-escape"() {
    return [
      qs.escape("a b&é'()*!~"),
      qs.unescape("%41%zz%e9"),
      qs.unescapeBuffer("a%20b").toString(),
      qs.decode === qs.parse,
    ];
  },
  async "qs-malformed"() {
    return thrown(() => qs.escape("\ud800"));
  },
  async punycode() {
    return [
      punycode.encode("mañana"),
      punycode.decode("maana-pta"),
      punycode.toASCII("mañana.com"),
      punycode.toUnicode("xn--maana-pta.com"),
      punycode.ucs2.decode("😀a"),
      punycode.ucs2.encode([0x1f600]),
    ];
  },
  async os() {
    return [
      os.EOL,
      os.platform(),
      os.type(),
      os.devNull,
      os.endianness(),
      typeof os.constants.signals.SIGTERM,
    ];
  },
  async "timers-value"() {
    return [await sleep(1, "v"), await immediate("i")];
  },
  async "timers-abort"() {
    const c = new AbortController();
    const p = sleep(1000, 0, { signal: c.signal });
    c.abort();
    return p.catch(failed);
  },
  async "timers-interval"() {
    const o = [];
    for await (const v of interval(1, "t")) {
      o.push(v);
      if (o.length === 3) break;
    }
    return o;
  },
  async "timers-objects"() {
    const t = timers.setTimeout(() => {}, 1000);
    const r = [
      typeof t,
      typeof t.ref,
      t.hasRef(),
      t.unref() === t,
      t.hasRef(),
      typeof t[Symbol.toPrimitive],
    ];
    timers.clearTimeout(t);
    return r;
  },
  async "timers-clear"() {
    const o = [];
    const a = timers.setTimeout(() => o.push("a"), 1),
      b = timers.setImmediate(() => o.push("b")),
      c = timers.setInterval(() => o.push("c"), 1);
    timers.clearTimeout(a);
    timers.clearImmediate(b);
    timers.clearInterval(c);
    await sleep(10);
    return o;
  },
  async "timers-arguments"() {
    return new Promise((r) => timers.setTimeout((...a) => r(a), 1, 1, 2));
  },
  async "timers-bad"() {
    return thrown(() => timers.setTimeout(5));
  },
  async "next-tick"() {
    return new Promise((r) => process.nextTick((...a) => r(a), 1, 2));
  },
  async process() {
    return [
      process.platform,
      process.argv.length > 0,
      process.version.startsWith("v"),
      typeof process.versions.node,
      typeof process.pid,
      process.exitCode === undefined,
      String(process),
      typeof process.hrtime.bigint(),
      process.hrtime().length,
      typeof process.uptime(),
      Object.keys(process.memoryUsage()).slice(0, 2),
    ];
  },
  async "process-env"() {
    process.env.W2C_A = 5;
    process.env.W2C_U = undefined;
    const out = [
      process.env.W2C_A,
      process.env.W2C_U,
      "W2C_A" in process.env,
      delete process.env.W2C_A,
      process.env.W2C_A === undefined,
    ];
    return out;
  },
  async "process-builtin"() {
    return [
      process.getBuiltinModule("node:path") === path,
      process.getBuiltinModule("nope") === undefined,
      typeof process.getBuiltinModule("fs").readFileSync,
    ];
  },
  async "process-warning"() {
    const p = new Promise((r) =>
      process.once("warning", (w) => r([w.name, w.message, w.code])),
    );
    process.emitWarning("careful", "W2CWarning", "W2C1");
    return p;
  },
  async "process-emitter"() {
    let got;
    process.once("w2c", (v) => (got = v));
    process.emit("w2c", 3);
    return got;
  },
  async "hrtime-bad"() {
    return thrown(() => process.hrtime([1])).slice(0, 60);
  },
  async require() {
    const r = createRequire("/x.js");
    return [
      r("node:path") === path,
      typeof r("buffer").Buffer,
      isBuiltin("fs"),
      isBuiltin("node:util"),
      isBuiltin("nope"),
      builtinModules.includes("stream"),
    ];
  },
  async globals() {
    return [
      global === globalThis,
      globalThis.process === process,
      typeof setImmediate,
      typeof clearImmediate,
      typeof Buffer,
    ];
  },
  async "console-module"() {
    return [consoleModule === console, typeof consoleModule.log];
  },
  async "string-constants"() {
    return [constants.EPERM, constants.S_IFDIR, constants.F_OK];
  },
};

export default {
  async fetch(request, env, ctx) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    try {
      return new Response(show(await snippet(request, env, ctx)));
    } catch (e) {
      return new Response(`THROWN ${failed(e)}`);
    }
  },
};
