// HTMLRewriter: what a Worker sees of it. The rewriting is done in
// html-rewriter-engine.ts; handlers may take their time, and the document waits.
// https://developers.cloudflare.com/workers/runtime-apis/html-rewriter/
import { nextTick } from "node:process";
import { Rewriter } from "./html-rewriter-engine.ts";
import type {
  DocumentHandlers,
  ElementHandlers,
} from "./html-rewriter-engine.ts";
import { parseSelector, parserError } from "./html-rewriter-selector.ts";
import type { Content } from "./html-rewriter-text.ts";
import type * as tokens from "./html-rewriter-tokens.ts";
import { uris } from "./html-rewriter-tree.ts";

// How much of a document workerd lets a rewriter hold.
const memory = 3 * 1024 * 1024;

const illegal = () =>
  new TypeError(
    "Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.",
  );
const gone = () =>
  new TypeError(
    "This content token is no longer valid. Content tokens are only valid during the execution of the relevant content handler.",
  );
const wrongType = (
  method: string,
  type: string,
  n: number,
  want: string,
): TypeError =>
  new TypeError(
    `Failed to execute '${method}' on '${type}': parameter ${n} is not of type '${want}'.`,
  );
const locked = () =>
  new TypeError("The ReadableStream has been locked to a reader.");

// Strings reach the rewriter as UTF-8, in which half a pair cannot be written.
function text(v: unknown): string {
  const s = `${v as string}`;
  if (s.isWellFormed()) return s;
  const half =
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
  const at = Buffer.byteLength(s.slice(0, s.search(half)), "utf8");
  throw parserError(`invalid utf-8 sequence of 1 bytes from index ${at}`);
}

// What the objects that handlers get stand for; null once their handler is done.
interface Live {
  type: string;
  of: unknown;
  pump: Pump;
  iterators: { changed: boolean }[];
}
const live = new WeakMap<object, Live>();

function liveOf(token: unknown, type: string): Live {
  const found = live.get(token as object);
  if (found?.type !== type) throw illegal();
  return found;
}

function of<T>(token: unknown, type: string): T {
  const found = liveOf(token, type);
  if (found.of === null) throw gone();
  return found.of as T;
}

type Args = [content?: unknown, options?: unknown];

// The arguments of before, after and the like; null: there is nothing to put.
function content(
  method: string,
  type: string,
  args: Args,
  streaming = true,
): Content | null {
  if (args.length === 0)
    throw wrongType(method, type, 1, "string or JsReadableStream or Response");
  const [what, options] = args;
  const isObject = typeof options === "object" || typeof options === "function";
  if (options !== undefined && !isObject)
    throw wrongType(method, type, 2, "ContentOptions");
  const html = Boolean((options as { html?: unknown } | null)?.html);
  if (!(what instanceof ReadableStream) && !(what instanceof Response))
    return { html, text: text(what) };
  if (!streaming)
    throw new TypeError(
      "Replacing content in HTML comments using a ReadableStream or Response object is not implemented. You must provide a string.",
    );
  const isResponse = what instanceof Response;
  const used = isResponse && what.bodyUsed;
  const body = isResponse ? what.body : what;
  return body && { html, text: "", stream: () => bytesOf(body, used) };
}

// The bytes of a stream, which is locked when they are asked for.
async function* bytesOf(
  stream: ReadableStream<unknown>,
  used = false,
): AsyncGenerator<Uint8Array> {
  if (used || stream.locked) throw locked();
  const reader = stream.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      finished = done;
      if (done) return;
      if (value instanceof ArrayBuffer) yield new Uint8Array(value);
      else if (ArrayBuffer.isView(value))
        yield new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      else if (typeof value === "string") yield Buffer.from(value, "utf8");
      else throw new TypeError("This ReadableStream did not return bytes.");
    }
  } finally {
    if (!finished) await reader.cancel().catch(() => {});
  }
}

// A property of each token itself, as in workerd.
type Property<T> = [
  name: string,
  get: (of: T, token: object) => unknown,
  set?: (of: T, value: string) => void,
];

type Make<T> = (token: T, pump: Pump) => object;

// Makes a class of tokens: their own properties, and methods that take
// arguments as workerd's do.
function tokenClass<T>(
  type: string,
  properties: Property<T>[],
  methods: Record<
    string,
    (this: object, of: () => T, ...args: unknown[]) => unknown
  >,
): { prototype: object; make: Make<T> } {
  const descriptors: PropertyDescriptorMap = {};
  for (const [name, get, set] of properties) {
    const descriptor: PropertyDescriptor = {
      enumerable: true,
      configurable: true,
      get(this: object) {
        return get(of<T>(this, type), this);
      },
    };
    if (set !== undefined)
      descriptor.set = function (this: object, value: unknown) {
        set(of<T>(this, type), text(value));
      };
    descriptors[name] = descriptor;
  }
  const Class = {
    [type]: class {
      constructor() {
        throw new TypeError("Illegal constructor");
      }
    },
  }[type] as new () => object;
  for (const [name, method] of Object.entries(methods)) {
    const named = {
      [name](this: object, ...args: unknown[]) {
        liveOf(this, type);
        return method.call(this, () => of<T>(this, type), ...args);
      },
    };
    Object.defineProperty(named[name], "length", { value: 0 });
    Object.assign(Class.prototype, named);
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, {
    value: type,
    configurable: true,
  });
  return {
    prototype: Class.prototype,
    make(token, pump) {
      const object = Object.create(Class.prototype) as object;
      Object.defineProperties(object, descriptors);
      live.set(object, { type, of: token, pump, iterators: [] });
      return object;
    },
  };
}

// Methods that put content somewhere and return their token.
function inserting<T>(
  type: string,
  put: Record<string, (of: T, content: Content) => void>,
  streaming = true,
): Record<string, (this: object, of: () => T, ...args: unknown[]) => object> {
  return Object.fromEntries(
    Object.entries(put).map(([name, insert]) => [
      name,
      function (this: object, token: () => T, ...args: unknown[]) {
        const what = content(name, type, args as Args, streaming);
        const target = token();
        if (what !== null) insert(target, what);
        return this;
      },
    ]),
  );
}

// Around and instead of a token.
const places = {
  before: (t: tokens.Token, c: Content) => t.putBefore(c),
  after: (t: tokens.Token, c: Content) => t.putAfter(c),
  replace: (t: tokens.Token, c: Content) => t.replace(c),
};

function remove(this: object, token: () => tokens.Token): object {
  token().remove();
  return this;
}

const string = (args: unknown[], n: number, method: string): string => {
  if (args.length <= n) throw wrongType(method, "Element", n + 1, "string");
  return text(args[n]);
};

function attributesChanged(element: object): void {
  for (const it of liveOf(element, "Element").iterators) it.changed = true;
}

const iteratorPrototype: object = Object.getPrototypeOf(
  Object.getPrototypeOf([][Symbol.iterator]()),
) as object;

interface Attributes {
  list: [string, string][];
  changed: boolean;
  element: Live;
}

const attributesIterator = tokenClass<Attributes>("AttributesIterator", [], {
  next(token) {
    const it = token();
    if (it.element.of === null) throw gone();
    if (it.changed)
      throw new Error(
        "The attributes of this element have been modified during iteration. You must create a new iterator after modifying attributes.",
      );
    const value = it.list.shift();
    return { done: value === undefined, value };
  },
});
Object.setPrototypeOf(attributesIterator.prototype, iteratorPrototype);

const element = tokenClass<tokens.Element>(
  "Element",
  [
    ["namespaceURI", (e) => uris[e.ns]],
    ["removed", (e) => e.removed],
    [
      "attributes",
      (e, token) => {
        const owner = liveOf(token, "Element");
        const it = { list: e.attributes, changed: false, element: owner };
        owner.iterators.push(it);
        return attributesIterator.make(it, owner.pump);
      },
    ],
    ["tagName", (e) => e.tagName, (e, name) => (e.tagName = name)],
  ],
  {
    getAttribute: (token, ...args) => {
      const name = string(args, 0, "getAttribute");
      return token().getAttribute(name);
    },
    hasAttribute: (token, ...args) => {
      const name = string(args, 0, "hasAttribute");
      return token().getAttribute(name) !== null;
    },
    setAttribute(token, ...args) {
      const name = string(args, 0, "setAttribute");
      token().setAttribute(name, string(args, 1, "setAttribute"));
      attributesChanged(this);
      return this;
    },
    removeAttribute(token, ...args) {
      const name = string(args, 0, "removeAttribute");
      token().removeAttribute(name);
      attributesChanged(this);
      return this;
    },
    ...inserting<tokens.Element>("Element", {
      before: places.before,
      after: places.after,
      prepend: (e, c) => e.prepend(c),
      append: (e, c) => e.append(c),
      replace: places.replace,
    }),
    remove,
    removeAndKeepContent(token) {
      token().removeAndKeepContent();
      return this;
    },
    ...inserting<tokens.Element>("Element", {
      setInnerContent: (e, c) => e.setInnerContent(c),
    }),
    onEndTag(token, handler) {
      if (typeof handler !== "function")
        throw wrongType("onEndTag", "Element", 1, "function");
      const e = token();
      if (!e.hasContent) throw parserError("No end tag.");
      const { pump } = liveOf(this, "Element");
      e.onEnd = pump.calling(handler as Callback, globalThis, endTag.make);
    },
  },
);

const endTag = tokenClass<tokens.EndTag>(
  "EndTag",
  [["name", (t) => t.name, (t, name) => (t.name = name)]],
  {
    ...inserting<tokens.EndTag>("EndTag", {
      before: places.before,
      after: places.after,
    }),
    remove,
  },
);

const textChunk = tokenClass<tokens.Text>(
  "Text",
  [
    ["removed", (t) => t.removed],
    ["lastInTextNode", (t) => t.last],
    ["text", (t) => t.text],
  ],
  { ...inserting<tokens.Text>("Text", places), remove },
);

const comment = tokenClass<tokens.Comment>(
  "Comment",
  [
    ["removed", (c) => c.removed],
    ["text", (c) => c.text, (c, value) => (c.text = value)],
  ],
  { ...inserting<tokens.Comment>("Comment", places, false), remove },
);

const doctype = tokenClass<tokens.Doctype>(
  "Doctype",
  [
    ["systemId", (d) => d.systemId],
    ["publicId", (d) => d.publicId],
    ["name", (d) => d.name],
  ],
  {},
);

const documentEnd = tokenClass<{ append(content: Content): void }>(
  "DocumentEnd",
  [],
  inserting("DocumentEnd", { append: (d, c) => d.append(c) }, false),
);

type Callback = (token: object) => unknown;

const standard: Record<string, ErrorConstructor> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

// What becomes of a thrown value on its way through the platform: it arrives as
// a copy, and as an error.
function tunnelled(thrown: unknown): unknown {
  const isObject = typeof thrown === "object" && thrown !== null;
  if (!isObject) return new Error(String(thrown));
  if (thrown instanceof DOMException)
    return new DOMException(thrown.message, thrown.name);
  if (!(thrown instanceof Error)) {
    try {
      return structuredClone(thrown);
    } catch {
      return new Error(String(thrown));
    }
  }
  const copy = new (standard[thrown.name] ?? Error)(thrown.message);
  for (const [key, value] of Object.entries(thrown)) {
    try {
      Object.assign(copy, { [key]: structuredClone(value) as unknown });
    } catch {
      // It stays behind.
    }
  }
  return copy;
}

// A script reads as many bytes at a time as it does from workerd's own pipes.
const pieceSize = 4096;

// Carries one body through a rewriter: reads, rewrites, and waits until what
// came out has been read. Handlers are called as the reader gets on.
class Pump {
  readonly readable: ReadableStream<Uint8Array>;
  #controller!: ReadableByteStreamController; // start runs in the constructor
  #out: Uint8Array[] = [];
  // What is to be read next; who waits until it was, and who waits for more.
  #piece: Uint8Array = new Uint8Array(0);
  #taken: (() => void) | undefined;
  #wake: (() => void) | undefined;
  #cancelled = false;

  constructor() {
    this.readable = new ReadableStream<Uint8Array>({
      type: "bytes",
      start: (controller) => {
        this.#controller = controller as ReadableByteStreamController;
      },
      pull: () => this.#pull(),
      cancel: () => {
        this.#cancelled = true;
        this.#taken?.();
      },
    });
  }

  async #pull(): Promise<void> {
    if (this.#piece.length === 0)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#piece.length === 0) return; // it is over
    // The controller takes over the memory it is given.
    this.#controller.enqueue(
      Uint8Array.from(this.#piece.subarray(0, pieceSize)),
    );
    this.#piece = this.#piece.subarray(pieceSize);
    if (this.#piece.length === 0) this.#taken?.();
  }

  /** Takes bytes that are overwritten later. */
  write(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#out.push(Uint8Array.from(bytes));
  }

  /** Hands over what was written and waits until it was read. */
  async flush(): Promise<void> {
    if (this.#out.length > 0 && !this.#cancelled) {
      this.#piece = Buffer.concat(this.#out);
      this.#out = [];
      const taken = new Promise<void>((resolve) => (this.#taken = resolve));
      this.#wake?.();
      await taken;
    }
    if (this.#cancelled) throw new Error("The reader has gone.");
  }

  /**
   * Makes a function that calls a handler with a token, which is valid until
   * the handler is done. The rewriter goes on when all promises that could
   * settle meanwhile have settled.
   */
  calling<T>(
    handler: Callback,
    self: unknown,
    make: Make<T>,
  ): (token: T) => Promise<void> {
    return async (token) => {
      const object = make(token, this);
      try {
        await handler.call(self, object);
        await new Promise<void>((resolve) => nextTick(resolve));
      } catch (error) {
        throw tunnelled(error);
      } finally {
        const ended = live.get(object);
        if (ended) ended.of = null;
      }
      await this.flush();
    };
  }

  /** Carries body through rewriter. Errors go to who reads. */
  async run(body: ReadableStream<unknown>, rewriter: Rewriter): Promise<void> {
    try {
      for await (const chunk of bytesOf(body)) {
        await rewriter.write(chunk);
        await this.flush();
      }
      await rewriter.end();
      await this.flush();
      this.#controller.close();
    } catch (error) {
      await this.flush().catch(() => {});
      if (!this.#cancelled) this.#controller.error(error);
    }
    this.#wake?.();
    this.#controller.byobRequest?.respond(0);
  }
}

// Reads the handlers of one kind from an object, by their names.
function handlers(
  object: object | null,
  struct: string,
  names: string[],
): Record<string, Callback | undefined> {
  const found: Record<string, Callback | undefined> = {};
  for (const name of names) {
    const f = (object as Record<string, unknown> | null)?.[name];
    if (f !== undefined && typeof f !== "function")
      throw new TypeError(
        `Incorrect type for the '${name}' field on '${struct}': the provided value is not of type 'function'.`,
      );
    found[name] = f as Callback | undefined;
  }
  return found;
}

const isStruct = (v: unknown): v is object | null =>
  typeof v === "object" || typeof v === "function";

// The charset parameter of a content type.
function charsetOf(contentType: string): string {
  for (const parameter of contentType.split(";").slice(1)) {
    const [name = "", value = ""] = parameter.split(/=(.*)/s);
    if (name.trimStart().toLowerCase() === "charset")
      return value.trim().replace(/^"+|"+$/g, "") || "utf-8";
  }
  return "utf-8";
}

export class HTMLRewriter {
  readonly #elements: ((pump: Pump) => ElementHandlers)[] = [];
  readonly #documents: ((pump: Pump) => DocumentHandlers)[] = [];

  on(...args: [selector?: unknown, handlers?: unknown]): this {
    if (!(#elements in this)) throw illegal();
    const [selector, object] = args;
    if (args.length === 0) throw wrongType("on", "HTMLRewriter", 1, "string");
    const css = text(selector);
    if (!isStruct(object))
      throw wrongType("on", "HTMLRewriter", 2, "ElementContentHandlers");
    const f = handlers(object, "ElementContentHandlers", [
      "comments",
      "element",
      "text",
    ]);
    const parsed = parseSelector(css);
    this.#elements.push((pump) => ({
      selector: parsed,
      element: maybe(pump, f["element"], object, element.make),
      comments: maybe(pump, f["comments"], object, comment.make),
      text: maybe(pump, f["text"], object, textChunk.make),
    }));
    return this;
  }

  onDocument(object?: unknown): this {
    if (!(#elements in this)) throw illegal();
    if (!isStruct(object))
      throw wrongType(
        "onDocument",
        "HTMLRewriter",
        1,
        "DocumentContentHandlers",
      );
    const f = handlers(object, "DocumentContentHandlers", [
      "comments",
      "doctype",
      "end",
      "text",
    ]);
    this.#documents.push((pump) => ({
      doctype: maybe(pump, f["doctype"], object, doctype.make),
      comments: maybe(pump, f["comments"], object, comment.make),
      text: maybe(pump, f["text"], object, textChunk.make),
      end: maybe(pump, f["end"], object, documentEnd.make),
    }));
    return this;
  }

  transform(response?: unknown): Response {
    if (!(#elements in this)) throw illegal();
    if (!(response instanceof Response))
      throw wrongType("transform", "HTMLRewriter", 1, "Response");
    if (response.type === "error")
      throw new TypeError("HTMLRewriter cannot transform an error response");
    const { body } = response;
    if (body === null) return response;
    if (body.locked || response.bodyUsed) throw locked();
    const pump = new Pump();
    const rewriter = new Rewriter({
      charset: charsetOf(response.headers.get("content-type") ?? ""),
      elements: this.#elements.map((make) => make(pump)),
      documents: this.#documents.map((make) => make(pump)),
      memory,
      output: (bytes) => pump.write(bytes),
    });
    void pump.run(body, rewriter);
    return new Response(pump.readable, response);
  }

  get [Symbol.toStringTag](): string {
    return "HTMLRewriter";
  }
}

function maybe<T>(
  pump: Pump,
  handler: Callback | undefined,
  self: unknown,
  make: Make<T>,
): ((token: T) => Promise<void>) | undefined {
  return handler && pump.calling(handler, self, make);
}

Object.defineProperty(globalThis, "HTMLRewriter", {
  value: HTMLRewriter,
  configurable: true,
  writable: true,
});
