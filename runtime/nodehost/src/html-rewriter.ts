// HTMLRewriter: what a Worker sees of it. The rewriting is done in
// html-rewriter-engine.ts; handlers may take their time, and the document waits.
// https://developers.cloudflare.com/workers/runtime-apis/html-rewriter/
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

// Strings reach the platform as UTF-8, where half a pair is three wrong bytes.
const text = (v: unknown): string =>
  `${v as string}`.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "\ufffd\ufffd\ufffd",
  );

// What the objects that handlers get stand for; null once their handler is done.
interface Live {
  type: string;
  of: unknown;
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
    throw wrongType(method, type, 1, "string or ReadableStream or Response");
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
  const body = what instanceof Response ? what.body : what;
  return body && { html, text: "", stream: () => bytesOf(body) };
}

// The bytes of a stream, which is locked when they are asked for.
async function* bytesOf(
  stream: ReadableStream<unknown>,
): AsyncGenerator<Uint8Array> {
  if (stream.locked) throw locked();
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

// Makes a class of tokens: their own properties, and methods that take
// arguments as workerd's do.
function tokenClass<T>(
  type: string,
  properties: Property<T>[],
  methods: Record<
    string,
    (this: object, of: () => T, ...args: unknown[]) => unknown
  >,
): { prototype: object; make: (token: T) => object } {
  const descriptors: PropertyDescriptorMap = {};
  for (const [name, get, set] of properties)
    descriptors[name] = {
      enumerable: true,
      configurable: true,
      get(this: object) {
        return get(of<T>(this, type), this);
      },
      set: set && function (this: object, value: unknown) {
        set(of<T>(this, type), text(value));
      },
    };
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
    make(token) {
      const object = Object.create(Class.prototype) as object;
      Object.defineProperties(object, descriptors);
      live.set(object, { type, of: token, iterators: [] });
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
        return attributesIterator.make(it);
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
      e.onEnd = call(handler as Callback, undefined, endTag.make);
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

// Calls a handler with a token, which is valid until the handler is done; the
// rewriter goes on when the promises it made have settled as far as they can.
function call<T>(
  f: Callback,
  self: unknown,
  make: (token: T) => object,
): (token: T) => Promise<void> {
  return async (token) => {
    const object = make(token);
    try {
      await f.call(self, object);
      await new Promise<void>((resolve) => process.nextTick(resolve));
    } catch (error) {
      throw tunnelled(error);
    } finally {
      const ended = live.get(object);
      if (ended) ended.of = null;
    }
    await flushes.get(token as object)?.();
  };
}

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
