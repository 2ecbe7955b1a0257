// Tags and exceptions that scripts make, the parent of WebAssembly.Module, and
// what a shared memory asks for.
import { serve } from "./snippets.js";

const { Tag, Exception } = WebAssembly;
const tag = new Tag({ parameters: ["i32"] });
const exception = new Exception(tag, [42]);
const many = new Tag({ parameters: ["i64", "f32", "externref", "anyfunc"] });

const snippets = {
  "tag-types": (attempt) =>
    ["i32", "i64", "f32", "f64", "v128", "externref", "anyfunc", "i16", "funcref", "i32\0", ""].map((t) =>
      attempt(() => [t, new Tag({ parameters: [t] }) instanceof Tag]),
    ),
  "tag-parameters": (attempt) =>
    [
      undefined,
      null,
      1,
      "i",
      { length: 1, 0: "i32" },
      { length: "2", 0: "i32" },
      { length: -1 },
      { length: 1001 },
      new Set(["i32"]),
      ["i32", "x"],
      [Symbol()],
      [{ toString: () => "i32" }],
    ].map((parameters) => attempt(() => new Tag({ parameters }) instanceof Tag)),
  "exception-arguments": (attempt) => [
    attempt(() => new Exception()),
    attempt(() => new Exception({})),
    attempt(() => new Exception(tag)),
    attempt(() => new Exception(tag, 1)),
    attempt(() => new Exception(tag, [])),
    attempt(() => new Exception(tag, [1, 2])),
    attempt(() => new Exception(tag, new Set([1]))),
    attempt(() => new Exception(tag, [1], 1)),
    attempt(() => new Exception(WebAssembly.JSTag, [1])),
    attempt(() => new Exception(new Tag({ parameters: ["v128"] }), [1])),
  ],
  "exception-values": (attempt) => [
    ...["7", 1.7, 2 ** 32 + 3, 2n, Symbol(), null].map((v) =>
      attempt(() => new Exception(tag, [v]).getArg(tag, 0)),
    ),
    attempt(() => new Exception(tag, { length: 1, 0: 3 }).getArg(tag, 0)),
    attempt(() => {
      const e = new Exception(many, [2n ** 65n + 5n, 1.1, "x", null]);
      return [0, 1, 2, 3].map((i) => e.getArg(many, i));
    }),
    attempt(() => new Exception(many, [1, 1.1, "x", null])),
    attempt(() => new Exception(many, [1n, 1.1, "x", () => 1])),
    attempt(() => new Exception(many, [1n, 1.1, "x", undefined])),
  ],
  "exception-get-arg": (attempt) => [
    ...[1, -1, NaN, undefined, 2 ** 32, "x", Infinity].map((v) => attempt(() => exception.getArg(tag, v))),
    attempt(() => exception.getArg()),
    attempt(() => exception.getArg(1, 0)),
    attempt(() => exception.getArg(many, 0)),
    attempt(() => Exception.prototype.getArg.call({}, tag, 0)),
  ],
  "exception-is": (attempt) => [
    exception.is(tag),
    exception.is(many),
    attempt(() => exception.is()),
    attempt(() => Exception.prototype.is.call({}, tag)),
  ],
  "exception-stack": () => [
    typeof exception.stack,
    typeof new Exception(tag, [1], { traceStack: true }).stack,
    typeof new Exception(tag, [1], { traceStack: false }).stack,
    exception instanceof Error,
    Object.getOwnPropertyNames(exception),
  ],
  "module-source": () => {
    const source = Object.getPrototypeOf(WebAssembly.Module);
    return [
      source.name,
      source.length,
      Object.getPrototypeOf(source) === Function.prototype,
      Object.getPrototypeOf(WebAssembly.Module.prototype) === source.prototype,
      Object.prototype.toString.call(source.prototype),
    ];
  },
  "memory-shared": (attempt) => [
    attempt(() => new WebAssembly.Memory({ initial: 1, shared: true })),
    attempt(() => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer.constructor.name),
    attempt(() => {
      const order = [];
      const read = (name, value) => ({ get: () => (order.push(name), value) });
      const descriptor = Object.defineProperties({}, {
        maximum: read("maximum", 1),
        initial: read("initial", 1),
        shared: read("shared", false),
      });
      new WebAssembly.Memory(descriptor);
      return order;
    }),
  ],
  validate: () =>
    [
      [0, 1, 0],
      [0, 2, 1, 0x61],
      [0, 2, 1, 0x61, 0, 2, 1, 0x61],
      [0, 3, 4, 0x6e, 0x61, 0x6d, 0x65],
      [0, 0],
    ].map((tail) => WebAssembly.validate(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...tail]))),
  "instantiate-order": (attempt) =>
    Promise.all(
      [undefined, null, 1, "", {}].map((imports) =>
        WebAssembly.instantiate(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), imports).then(
          () => "made",
          (e) => attempt(() => { throw e; }),
        ),
      ),
    ),
};

export default serve(snippets);
