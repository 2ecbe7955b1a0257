// What libraries do with error.stack and V8's stack API, one snippet a path. Files
// and lines differ between servers: shown is the form.
const form = (stack) =>
  String(stack)
    .split("\n")
    .slice(0, 3)
    .map((l) => l.replace(/\(?(?:[a-z]+:\/\/)?[^\s()]*:\d+:\d+\)?/, "PLACE"));
function thrower() {
  throw new TypeError("two\nlines");
}
class Own extends Error {
  constructor(m) {
    super(m);
    this.name = "Own";
    Error.captureStackTrace?.(this, Own);
  }
}
const snippets = {
  header: () => new Error("boo").stack.split("\n")[0],
  "header-type": () => new RangeError("boo").stack.split("\n")[0],
  "header-empty": () => new Error().stack.split("\n")[0],
  frame: () => { function named() { return new Error("x"); } return form(named().stack)[1]; },
  thrown: () => { try { thrower(); } catch (e) { return form(e.stack); } },
  engine: () => { try { null.x; } catch (e) { const l = e.stack.split("\n"); return [/^TypeError: /.test(l[0]), /^    at .*:\d+:\d+\)?$/.test(l[1])]; } },
  "engine-reference": () => { try { nothing; } catch (e) { return [e.name, /^    at /m.test(e.stack)]; } },
  lines: () => new Error("x").stack.split("\n").slice(1).every((l) => /^    at /.test(l)),
  "no-tabs": () => /\t/.test(new Error("x").stack),
  capture: () => { const o = { name: "N", message: "m" }; Error.captureStackTrace(o); return [o.stack.split("\n")[0], typeof o.stack, Object.keys(o)]; },
  "capture-plain": () => { const o = {}; Error.captureStackTrace(o); return form(o.stack)[0]; },
  "capture-above": () => { function outer() { return inner(); } function inner() { const o = {}; Error.captureStackTrace(o, inner); return o.stack.split("\n")[1]; } return /outer/.test(outer()); },
  "capture-error": () => Error.captureStackTrace(1),
  own: () => { const e = new Own("m"); return [e.name, e instanceof Own, String(e), /^    at /m.test(e.stack)]; },
  limit: () => { const was = Error.stackTraceLimit; Error.stackTraceLimit = 1; const n = new Error("x").stack.split("\n").length; Error.stackTraceLimit = was; return [was, n]; },
  "limit-zero": () => { const was = Error.stackTraceLimit; Error.stackTraceLimit = 0; const s = new Error("x").stack; Error.stackTraceLimit = was; return s; },
  "call-sites": () => {
    const was = Error.prepareStackTrace;
    Error.prepareStackTrace = (_, sites) => sites;
    const o = {};
    Error.captureStackTrace(o);
    const sites = o.stack;
    Error.prepareStackTrace = was;
    const s = sites[0];
    return [Array.isArray(sites), typeof s.getFileName(), typeof s.getLineNumber(), typeof s.getColumnNumber(), s.isNative(), typeof s.toString()];
  },
  assign: () => { const e = new Error("x"); e.stack = "mine"; return e.stack; },
  own_property: () => { const e = new Error("x"); return [Object.hasOwn(e, "stack"), Object.keys(e), JSON.stringify(e)]; },
  cause: () => { const e = new Error("a", { cause: new Error("b") }); return e.cause.stack.split("\n")[0]; },
  async: async () => { const f = async () => { await 1; throw new Error("later"); }; try { await f(); } catch (e) { return form(e.stack).slice(0, 2); } },
  rejected: async () => Promise.reject(new Own("r")).catch((e) => form(e.stack)[0]),
  parse: () => {
    // The way stack parsers of error reporters read a line.
    const line = (function inside() { return new Error("x").stack.split("\n")[1]; })();
    const m = /^\s*at (?:(.*?) ?\()?((?:file|https?|node|\/)?.*?)(?::(\d+))?(?::(\d+))?\)?\s*$/i.exec(line);
    return [m[1], Number(m[3]) > 0, Number(m[4]) > 0];
  },
  property_named_stack: () => { const o = { stack: [1, 2] }; o.stack.push(3); const { stack } = o; return [o.stack, stack, o?.stack, (o.stack = 4), o.stack++, o.stack, delete o.stack, o.stack]; },
};

const run = async (f) => {
  try {
    return await f();
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};

export default {
  async fetch(request) {
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const show = (k, v) => (typeof v === "bigint" ? `${v}n` : v === undefined ? "undefined" : v);
    return new Response(JSON.stringify(await run(snippets[name]), show, 1));
  },
};
