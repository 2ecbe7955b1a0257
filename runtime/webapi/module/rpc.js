// RPC: calls between Workers, between the entrypoints of one, and through the
// functions and RpcTargets that they pass each other.
//
// Whoever calls and whoever is called speak by messages, also when they are one
// script, so that nothing is ever shared: values are copied, and what cannot be
// copied stays where it is and is spoken to through a stub. A peer is an event of
// some Worker, the only place where its objects can be called; native.post() takes
// a message there:
//
//   ["call", to, path, called, id]  calls (or reads) the member at path of to; the
//                                   answer can be called too, by id, before it is there
//   ["fetch", id]                   gives a request to the handler of an entrypoint
//   ["finish", id]                  nobody wants the answer of that call any more
//   ["retain", id], ["release", id] one stub more, or less, of an object
//
// https://developers.cloudflare.com/workers/runtime-apis/rpc/
const { shape } = internals;

class RpcTarget {}
shape(RpcTarget, "JsRpcTarget");

const uncloneable = (text) => new DOMException(text, "DataCloneError");
const isObject = (v) => (typeof v === "object" && v !== null) || typeof v === "function";
const isPlain = (v) => typeof v === "object" && v !== null && Object.getPrototypeOf(v) === Object.prototype;

// What is seen of a stub, a promise of an answer, a member of either, or a service.
const states = new WeakMap(); // → what is behind it
const facade = (state, Class, callable) => {
  const seen = new Proxy(callable ? () => {} : {}, {
    get(_, name) {
      if (typeof name === "symbol" || name in Class.prototype) return Reflect.get(Class.prototype, name, seen);
      return name === "then" ? undefined : property(state, name);
    },
    has: (_, name) => typeof name === "string" || name in Class.prototype,
    apply: (_, self, args) => state.apply(args),
    getPrototypeOf: () => Class.prototype,
    getOwnPropertyDescriptor: () => undefined,
    ownKeys: () => [],
    set: () => false,
    defineProperty: () => false,
  });
  states.set(seen, state);
  return seen;
};
const stateOf = (v, Kind, method) => {
  const state = states.get(v);
  if (!(state instanceof Kind)) throw new TypeError(`Illegal invocation: function called with incorrect \`this\` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.`);
  return state;
};

// What each event holds of others, and others of it, to be let go when it ends.
const holdings = new Map();
const holding = () => {
  const key = native.key();
  let all = holdings.get(key);
  if (all === undefined) holdings.set(key, (all = new Set()));
  return all;
};

// ---- The caller's side.

// A stub holds one reference to an object somewhere.
class StubState {
  constructor(peer, id) {
    this.peer = peer;
    this.id = id;
    this.group = null;
    this.of = holding();
    this.of.add(this);
  }
  client() {
    if (this.peer === null) throw new Error("RPC stub used after being disposed.");
    return { peer: this.peer, to: this.id };
  }
  apply(args) { return promised(this, args); }
  dup() {
    const { peer, to } = this.client();
    native.post(peer, JSON.stringify(["retain", to]), null, null);
    return new StubState(peer, to);
  }
  dispose() {
    if (this.peer === null) return;
    native.post(this.peer, JSON.stringify(["release", this.id]), null, null);
    this.peer = null;
    this.of.delete(this);
    this.group?.delete(this);
  }
  end() { this.dispose(); }
}

// The answer to a call, perhaps still to come: its members can be used at once.
class CallState {
  constructor() {
    this.id = native.id();
    this.peer = null; // where the answer is, while it is there
    this.error = undefined; // [what was thrown]
    this.value = undefined; // [what was answered]
    this.disposed = false;
    this.of = null;
  }
  client() {
    if (this.disposed) throw new Error("RPC promise used after being disposed.");
    if (this.error !== undefined) throw this.error[0];
    if (this.value === undefined) return { peer: this.peer, to: this.id };
    const [value] = this.value, state = states.get(value);
    if (state instanceof StubState) return state.client();
    if (!isObject(value)) throw new TypeError("Can't pipeline on RPC that did not return an object.");
    return { peer: native.self(), to: expose(value, true, null) };
  }
  apply(args) { return promised(this, args); }
  finish() {
    if (this.peer === null) return;
    native.post(this.peer, JSON.stringify(["finish", this.id]), null, null);
    this.peer = null;
    this.of.delete(this);
  }
  end() { this.finish(); }
  dispose() {
    if (this.value !== undefined) disposeOf(this.value[0]);
    this.disposed = true;
  }
}

class PropertyState {
  constructor(parent, name, depth) {
    this.parent = parent;
    this.name = name;
    this.depth = depth;
  }
  client(path) {
    const client = this.parent.client(path);
    path.push(this.name);
    return client;
  }
  apply(args) {
    // JSON.stringify() asks whatever it meets for a toJSON().
    if (this.name === "toJSON" && this.parent instanceof ServiceState && typeof args[0] === "string") return {};
    return promised(this, args);
  }
}
const property = (state, name) => {
  const depth = state instanceof PropertyState ? state.depth + 1 : 0;
  if (depth > 64) throw new TypeError("RPC pipelined property path is too deep (max 64).");
  return facade(new PropertyState(state, name, depth), RpcProperty, true);
};

// A service is an entrypoint of a Worker: each call is an event of its own there.
class ServiceState {
  constructor(address, make) {
    this.address = address;
    this.make = make; // makes the same with other props, or undefined
  }
  client() { return { open: this.address }; }
  apply(args) { return this.make(args[0]); }
}

const disposeOf = (value) => {
  if (isObject(value) && typeof value[Symbol.dispose] === "function") value[Symbol.dispose]();
};

// call begins a call; args are null for a read.
const call = (state, args) => {
  const made = new CallState();
  made.promise = new Promise((resolve, reject) => {
    const fail = (error) => {
      made.error = [error];
      reject(error);
    };
    const path = [];
    const later = []; // stubs that change hands with the call
    let client, wire;
    try {
      client = state.client(path);
      wire = args === null || args.length === 0 ? null : outgoing(args, native.flag("rpc_params_dup_stubs") ? null : later);
      if (client.open !== undefined) native.count(client.open, "rpc");
      made.peer = client.open === undefined ? client.peer : native.open(client.open);
    } catch (error) {
      fail(error);
      return;
    }
    made.of = holding();
    made.of.add(made);
    const { peer } = made;
    native.post(peer, JSON.stringify(["call", client.to ?? 0, path, args !== null, made.id]), encoded(peer, wire), (ok, answer, why) => {
      for (const stub of later) stub.dispose();
      if (!ok) {
        made.finish();
        if (answer === null && wire !== null) lost(wire)();
        fail(thrown(answer, why));
        return;
      }
      const group = new Set();
      const { value, disposer } = answerOf(answer, group);
      if (!disposer) made.finish();
      if (isObject(value) && !(states.get(value) instanceof StubState)) {
        Object.defineProperty(value, Symbol.dispose, {
          value: () => {
            for (const stub of group) stub.dispose();
            made.finish();
          },
          writable: true, configurable: true, enumerable: false,
        });
      }
      if (made.disposed) disposeOf(value);
      else made.value = [value];
      resolve(value);
    });
  });
  made.promise.catch(() => {});
  return made;
};
const promised = (state, args) => facade(call(state, args), RpcPromise, true);

// ---- What crosses.

// Ref stands for what is not copied, on its way.
class Ref {
  constructor(kind, fields) {
    this.kind = kind;
    Object.assign(this, fields);
  }
}

// outgoing copies value for somebody else. later is null where stubs in it are
// duplicated, else a list of those that change hands.
const outgoing = (value, later) => {
  let refs = 0;
  return handover((undo) => {
    const tree = internals.cloneWith(value, (v) => {
      const ref = reference(v, later, undo);
      if (ref !== undefined) refs++;
      return ref;
    });
    return { tree, refs };
  });
};
const cap = (target, own, undo) => {
  const id = expose(target, own, target[Symbol.dispose]);
  undo.push(() => release(id));
  return { peer: native.self(), id };
};
// handover has f(undo) make what is on its way, and takes all of it back when it fails.
const handover = (f) => {
  const undo = [];
  try {
    return { ...f(undo), undo };
  } catch (error) {
    for (const g of undo) g();
    throw error;
  }
};
const reference = (v, later, undo) => {
  const state = states.get(v);
  if (state instanceof StubState) {
    const { peer, to } = state.client();
    native.post(peer, JSON.stringify(["retain", to]), null, null);
    undo.push(() => native.post(peer, JSON.stringify(["release", to]), null, null));
    if (later !== null) later.push(state);
    return new Ref("stub", { peer, id: to });
  }
  if (state instanceof ServiceState) return new Ref("service", { address: native.portable(state.address) });
  if (state !== undefined) throw notSerializable(state instanceof CallState ? "RpcPromise" : "RpcProperty");
  if (native.isProxy(v)) {
    const own = stubbed(v);
    if (own === undefined) {
      throw uncloneable("Proxy could not be serialized because it is not a valid RPC receiver type. The Proxy must emulate either a plain object or an RpcTarget, as indicated by the Proxy's prototype chain.");
    }
    return new Ref("stub", cap(v, own, undo));
  }
  if (typeof v === "function") {
    const f = later === null ? duplicate(v, (d) => typeof d === "function", "Couldn't create a stub for the function because it has a dup() method which did not return another function. Either remove the dup() method or make sure it returns a function.") : v;
    return new Ref("stub", cap(f, true, undo));
  }
  if (Array.isArray(v)) return undefined;
  if (isPlain(v)) {
    // What an async generator is where the language has none.
    if (Object.hasOwn(v, Symbol.asyncIterator) && typeof v.next === "function") throw uncloneable("[object AsyncGenerator] could not be cloned.");
    return undefined;
  }
  if (v instanceof RpcTarget) {
    const t = later === null ? duplicate(v, (d) => d instanceof RpcTarget, "Couldn't create a stub for the RcpTarget because it has a dup() method which did not return another RpcTarget. Either remove the dup() method or make sure it returns an RpcTarget.") : v;
    return new Ref("stub", cap(t, false, undo));
  }
  if (v instanceof ReadableStream) return new Ref("readable", cap(source(v), true, undo));
  if (v instanceof WritableStream) return new Ref("writable", cap(sink(v), true, undo));
  if (typeof File === "function" && v instanceof File) throw notSerializable("File");
  if (v instanceof Headers) return new Ref("headers", { init: [...v] });
  if (v instanceof Request) {
    const init = { method: v.method, headers: [...v.headers], redirect: v.redirect };
    if (v.cf !== undefined) init.cf = v.cf;
    return new Ref("request", { url: v.url, init, body: bodyRef(v, undo) });
  }
  if (v instanceof Response) {
    if (v.webSocket) throw uncloneable("WebSockets cannot be passed over RPC here: answer a fetch() with them.");
    const init = { status: v.status, statusText: v.statusText, headers: [...v.headers] };
    if (v.cf !== undefined) init.cf = v.cf;
    return new Ref("response", { init, body: bodyRef(v, undo) });
  }
  return undefined;
};
const bodyRef = (v, undo) => (v.body === null ? null : new Ref("readable", cap(source(v.body), true, undo)));
const notSerializable = (type) => uncloneable(`Could not serialize object of type "${type}". This type does not support serialization.`);
const duplicate = (v, is, text) => {
  if (typeof v.dup !== "function") return v;
  const d = v.dup();
  if (!is(d)) throw uncloneable(text);
  return d;
};

// stubbed says what a stub of v shows: true for its own members, false for those of
// its class, undefined when there can be none.
const stubbed = (v) => {
  let proto = Object.getPrototypeOf(v);
  if (proto === Object.prototype) return true;
  for (; proto !== null; proto = Object.getPrototypeOf(proto)) if (proto === RpcTarget.prototype) return false;
  return typeof v === "function" ? true : undefined;
};

// incoming gives what came; its stubs join group.
const incoming = (wire, group) => {
  const revive = (ref) => {
    if (!(ref instanceof Ref)) return ref;
    switch (ref.kind) {
      case "stub": {
        const state = new StubState(ref.peer, ref.id);
        state.group = group;
        group.add(state);
        return facade(state, RpcStub, true);
      }
      case "service":
        return service(ref.address);
      case "readable":
        return readable(new StubState(ref.peer, ref.id));
      case "body":
        return readable(new StubState(ref.peer, ref.id), true);
      case "writable":
        return writable(new StubState(ref.peer, ref.id));
      case "headers":
        return new Headers(ref.init);
      case "request":
        return new Request(ref.url, ref.body === null ? ref.init : { ...ref.init, body: revive(ref.body) });
      case "response":
        return new Response(ref.body === null ? null : revive(ref.body), ref.init);
    }
  };
  if (wire.packed !== undefined) return native.unpack(wire.packed, (kind, fields) => revive(new Ref(kind, fields)));
  if (wire.refs === 0) return wire.tree;
  return internals.cloneWith(wire.tree, (v) => (v instanceof Ref ? revive(v) : undefined));
};
// encoded is wire as peer can read it.
const encoded = (peer, wire) => (wire === null || native.local(peer) ? wire : { packed: native.pack(wire.tree, Ref), disposer: wire.disposer });
const answerOf = (wire, group) => ({ value: incoming(wire, group), disposer: wire.disposer === true });

// Streams of bytes: the reader asks for each piece, the writer waits for each.
const source = (stream) => {
  if (stream.locked) throw new TypeError("The ReadableStream has been locked to a reader.");
  const reader = stream.getReader();
  return {
    pull: async () => {
      const { done, value } = await reader.read();
      return done ? null : bytesOf(value);
    },
    cancel: (reason) => reader.cancel(reason),
  };
};
const bytesOf = (v) => {
  if (v instanceof ArrayBuffer) return new Uint8Array(v);
  if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength).slice();
  if (typeof v === "string") return new TextEncoder().encode(v);
  throw new TypeError("This ReadableStream did not return bytes.");
};
const readable = (stub, body = false) => new ReadableStream({
  type: "bytes",
  async pull(controller) {
    let bytes;
    try {
      bytes = await call(new PropertyState(stub, "pull", 0), []).promise;
    } catch (error) {
      stub.dispose();
      throw body ? error : new Error("ReadableStream received over RPC disconnected prematurely.");
    }
    if (bytes === null) {
      stub.dispose();
      controller.close();
      controller.byobRequest?.respond(0);
    } else if (bytes.length > 0) controller.enqueue(bytes);
    else await this.pull(controller);
  },
  async cancel(reason) {
    await call(new PropertyState(stub, "cancel", 0), []).promise.catch(() => {});
    stub.dispose();
  },
});
const sink = (stream) => {
  if (stream.locked) throw new TypeError("This WritableStream is currently locked to a writer.");
  const writer = stream.getWriter();
  let closed = false;
  return {
    write: (bytes) => writer.write(bytes),
    close: () => {
      closed = true;
      return writer.close();
    },
    abort: () => writer.abort(new Error("WritableStream received over RPC was disconnected because the remote execution context has ended.")),
    [Symbol.dispose]() {
      if (!closed) writer.abort(new Error("WritableStream received over RPC was disconnected because the remote execution context has ended.")).catch(() => {});
    },
  };
};
const writable = (stub) => new WritableStream({
  write: async (chunk) => {
    await call(new PropertyState(stub, "write", 0), [bytesOf(chunk)]).promise;
  },
  close: async () => {
    await call(new PropertyState(stub, "close", 0), []).promise;
    stub.dispose();
  },
  abort: async () => {
    await call(new PropertyState(stub, "abort", 0), []).promise.catch(() => {});
    stub.dispose();
  },
});

// Errors: the class (of the language's own), the message and whatever else can be
// copied; the stack is the caller's.
const errorWire = (error) => {
  try {
    // Functions and streams in an error do not cross.
    const tree = internals.cloneWith([error], () => undefined);
    if (error instanceof AggregateError) define(tree[0], "errors", internals.cloneWith([...error.errors], () => undefined));
    return { tree, refs: 0 };
  } catch {
    const Class = error instanceof Error ? errorTypes[error.name] ?? Error : Error;
    return { tree: [Class === AggregateError ? new Error(error.message) : new Class(error instanceof Error ? error.message : String(error))], refs: 0 };
  }
};
const define = (o, key, value) => Object.defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true });
const errorTypes = { AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const thrown = (wire, why) => {
  if (wire === null) return new Error(why);
  const [got] = incoming(wire, new Set());
  if (!isObject(got)) return Object.assign(new Error(String(got)), { remote: true });
  if (!(got instanceof Error) || got instanceof DOMException) {
    got.remote = true;
    return got;
  }
  const error = got instanceof AggregateError ? new AggregateError([], got.message) : new (errorTypes[got.name] ?? Error)(got.message);
  for (const key of Object.getOwnPropertyNames(got)) {
    if (key !== "stack" && key !== "message") Object.defineProperty(error, key, Object.getOwnPropertyDescriptor(got, key));
  }
  error.remote = true;
  return error;
};

// ---- Requests.

// message is a request or an answer on its way: its body as bytes where they are
// there already, else as a stream.
const message = (body, whole, fields) => handover((undo) => {
  const ref = whole !== undefined || body === null ? null : new Ref("body", cap(source(body), true, undo));
  return { tree: { ...fields, bytes: whole ?? null, body: ref }, refs: 1 };
});
const bodyIn = ({ bytes, body }) => bytes ?? body;
const redirects = new Set([301, 302, 303, 307, 308]);
const nullBodies = new Set([101, 204, 205, 304]);

// send has the service at address answer one request.
const send = (address, request) => new Promise((resolve, reject) => {
  const { url, method, headers, bytes, cf, signal } = request;
  const list = [...headers];
  if (bytes !== undefined) list.push(["content-length", String(bytes.length)]);
  const wire = message(request.stream, bytes, { url, method, headers: list, cf });
  const peer = native.open(address);
  const aborted = () => reject(signal.reason);
  signal?.addEventListener("abort", aborted);
  native.post(peer, JSON.stringify(["fetch", native.id()]), encoded(peer, wire), (ok, answer, why) => {
    signal?.removeEventListener("abort", aborted);
    if (ok) resolve(incoming(answer, new Set()));
    else {
      if (answer === null) lost(wire)();
      reject(thrown(answer, why));
    }
  });
});

// serviceFetch is fetch() of a service: redirects are followed within it.
const serviceFetch = async (address, args) => {
  if (args.length === 0) throw new TypeError("Failed to execute 'fetch' on 'Fetcher': parameter 1 is not of type 'Request or string'.");
  const given = new Request(...args.slice(0, 2));
  const bytes = await native.whole(given);
  const { redirect, cf } = given, signal = native.signal(given);
  if (signal?.aborted) throw signal.reason;
  if (!/^https?:/.test(given.url)) throw new TypeError("Fetch API cannot load: " + given.url);
  const bare = (href) => {
    const url = new URL(href);
    url.username = url.password = url.hash = "";
    return url.href;
  };
  const request = { url: bare(given.url), method: given.method, headers: new Headers(given.headers), bytes, stream: bytes === undefined ? given.body : null, cf, signal };
  const hadStream = request.stream !== null;
  const visited = [request.url];
  for (;;) {
    const answer = await send(address, request), { status } = answer;
    const location = redirects.has(status) ? new Headers(answer.headers).get("location") : null;
    if (location === null || redirect !== "follow") {
      const body = request.method === "HEAD" || nullBodies.has(status) ? null : bodyIn(answer) ?? new Uint8Array(0);
      return native.fetched({ ...answer, body, url: request.url, redirected: visited.length > 1 });
    }
    let to;
    try {
      to = new URL(location, request.url);
    } catch {
      throw new TypeError("Invalid Location header; unable to follow redirect.");
    }
    if (visited.length > 20) throw new TypeError(`Too many redirects.${visited.join(", ")}`);
    if ((status === 303 && request.method !== "HEAD") || (status < 303 && request.method === "POST")) {
      if (request.method !== "GET") request.bytes = undefined;
      request.method = "GET";
      request.stream = null;
    } else if (hadStream) {
      throw new TypeError("A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a redirect requiring the body to be retransmitted. To avoid this error in the future, construct this request from a buffer-like body initializer.");
    }
    if (to.origin !== new URL(request.url).origin) request.headers.delete("authorization");
    request.url = bare(to.href);
    visited.push(request.url);
  }
};

// answerFetch gives a request to the handler it is for.
const answerFetch = (from, [id], wire, reply) => {
  const pending = { outcome: null, end: null, key: native.key(), fail: null, uses: 0, finished: false };
  calls.set(id, pending);
  native.hold(1);
  const settle = (ok, wire) => {
    if (!calls.has(id)) return;
    reply(ok, encoded(from, wire), lost(wire));
    finish(id);
  };
  pending.fail = (error) => settle(false, errorWire(error));
  const handle = async () => {
    const came = incoming(wire, new Set());
    const request = native.incoming({ ...came, body: bodyIn(came) });
    const [name, props] = native.entry();
    const own = native.handler(name, props);
    if (own !== undefined) return own(request);
    const { object, handler, ctx } = instance(name, props);
    const target = object ?? handler;
    if (typeof target.fetch !== "function") throw new TypeError("Handler does not export a fetch() function.");
    return handler === undefined ? target.fetch(request) : target.fetch(request, native.env(), ctx);
  };
  handle().then(async (value) => {
    const response = native.checked(value);
    const bytes = await native.whole(response);
    const { status, statusText, headers, cf } = response;
    settle(true, message(bytes === undefined ? response.body : null, bytes, { status, statusText, headers: [...headers], cf }));
  }).catch(pending.fail);
};

// ---- The side that is called.

const exposed = new Map(); // id → an object that others have stubs of
const calls = new Map(); // id → an answer that others may call

const expose = (target, own, dispose) => {
  const id = native.id();
  exposed.set(id, { target, own, refs: 1, key: native.key(), dispose: typeof dispose === "function" ? dispose : null });
  native.hold(1);
  return id;
};
const release = (id) => {
  const object = exposed.get(id);
  if (object === undefined || --object.refs > 0) return;
  exposed.delete(id);
  native.hold(-1);
  if (object.dispose !== null) queueMicrotask(() => object.dispose.call(object.target));
};
const finish = (id) => {
  const answer = calls.get(id);
  if (answer === undefined) return;
  if (answer.uses > 0) {
    answer.finished = true; // calls on it are on their way
    return;
  }
  calls.delete(id);
  native.hold(-1);
  answer.end?.();
};

const reservedOf = new Set(["dup", "constructor"]);
const reservedOfEntrypoints = new Set([...reservedOf, "fetch", "connect", "alarm", "webSocketMessage", "webSocketClose", "webSocketError"]);
const unknown = (name) => new TypeError(`The RPC receiver does not implement the method "${name}".`);

// targetOf is what a message speaks to: an object, or a promise of one.
const targetOf = (to) => {
  if (to === 0) return entrypoint(...native.entry());
  const answer = calls.get(to);
  if (answer !== undefined) {
    answer.uses++;
    const used = () => {
      if (--answer.uses === 0 && answer.finished) finish(to);
    };
    return answer.outcome.then((value) => ({ ...pipelined(value), used }), (error) => {
      used();
      throw error;
    });
  }
  const object = exposed.get(to);
  if (object === undefined) throw new Error("RPC stub used after being disposed.");
  return { target: object.target, own: object.own, reserved: reservedOf };
};
const pipelined = (value) => {
  const own = isPlain(value) || (typeof value === "function" && !states.has(value));
  const none = !own && !(value instanceof RpcTarget) && !states.has(value);
  return { target: none ? {} : value, own: own || none, reserved: reservedOf };
};
const entrypoint = (name, props) => {
  const made = instance(name, props);
  if (made.handler === undefined) return { target: made.object, own: false, reserved: reservedOfEntrypoints };
  return { target: made.handler, own: true, reserved: reservedOfEntrypoints, ctx: made.ctx };
};

// walk follows path from object as far as its members are shown.
const walk = (object, own, path, reserved) => {
  const member = (name) => {
    if (reserved.has(name)) throw new TypeError(`'${name}' is a reserved method and cannot be called over RPC.`);
    if (Object.hasOwn(object, name) !== own) throw unknown(name);
    const value = object[name];
    if (!own && value === Object.prototype[name]) throw unknown(name);
    return value;
  };
  let inStub = false;
  for (const name of path.slice(0, -1)) {
    const next = member(name);
    if (!isObject(next)) throw unknown(name);
    const state = states.get(next);
    if (state !== undefined) {
      if (!(state instanceof StubState || state instanceof ServiceState || (inStub && state instanceof PropertyState))) throw unknown(name);
      own = false;
      inStub = true;
    } else {
      own = stubbed(next);
      if (own === undefined) throw unknown(name);
    }
    object = next;
  }
  return path.length === 0 ? [object, object] : [member(path[path.length - 1]), object];
};

// Functions of an object of handlers get env and ctx behind their one argument.
const handled = (f, self, name, args, ctx) => {
  const arity = Math.trunc(Number(f.length)) || 0;
  if (arity < 0 || arity >= 256) throw new TypeError(`RPC function has unreasonable length attribute: ${arity}`);
  if (arity > 3) {
    throw new TypeError(`Cannot call handler function "${name}" over RPC because it has the wrong number of arguments. A simple function handler can only be called over RPC if it has exactly the arguments (arg, env, ctx), where only the first argument comes from the client. To support multi-argument RPC functions, use class-based syntax (extending WorkerEntrypoint) instead.`);
  }
  if (args.length !== 1) {
    throw new TypeError(`Attempted to call RPC function "${name}" with the wrong number of arguments. When calling a top-level handler function that is not declared as part of a class, you must always send exactly one argument. In order to support variable numbers of arguments, the server must use class-based syntax (extending WorkerEntrypoint) instead.`);
  }
  return Reflect.apply(f, self, [args[0], native.env(), ctx]);
};

// lost takes back what was in an answer that nobody was there to receive.
const lost = (wire) => () => {
  for (const f of wire.undo ?? []) f();
};

const answerCall = (from, [to, path, called, id], sent, reply) => {
  const params = new Set();
  let taken = false; // the arguments have come in
  const run = ({ target, own, reserved, ctx, used }) => {
    try {
      const [value, self] = walk(target, own, path, reserved);
      if (!called) {
        // A member of a stub is read at once, while the stub is there.
        const state = states.get(value);
        return state instanceof PropertyState ? call(state, null).promise : value;
      }
      const name = path.length === 0 ? "(this)" : path.join(".");
      if (typeof value !== "function") throw new TypeError(`"${name}" is not a function.`);
      taken = true;
      const args = sent === null ? [] : incoming(sent, params);
      return ctx === undefined ? Reflect.apply(value, self, args) : handled(value, self, name, args, ctx);
    } finally {
      used?.();
    }
  };
  const answer = { outcome: null, end: null, key: native.key(), fail: null, uses: 0, finished: false };
  calls.set(id, answer);
  native.hold(1);
  let over = false;
  const settle = (ok, wire) => {
    if (over) return;
    over = true;
    reply(ok, encoded(from, wire), lost(wire));
    if (!taken && sent !== null) incoming(sent, params);
    for (const stub of params) stub.dispose();
  };
  answer.fail = (error) => settle(false, errorWire(error));
  let result;
  try {
    const target = targetOf(to);
    result = native.watched(target instanceof Promise ? target.then(run) : Promise.resolve(run(target)));
  } catch (error) {
    result = Promise.reject(error);
  }
  answer.outcome = result.then((value) => {
    let disposer;
    if (isPlain(value) && !states.has(value)) {
      disposer = value[Symbol.dispose];
      Reflect.deleteProperty(value, Symbol.dispose);
    }
    const later = [];
    const wire = outgoing(value, later);
    wire.disposer = typeof disposer === "function";
    answer.end = () => {
      if (wire.disposer) disposer.call(value);
      for (const stub of later) stub.dispose();
    };
    settle(true, wire);
    return value;
  });
  answer.outcome.catch(answer.fail);
};

const receive = (from, text, wire, reply) => {
  const [kind, ...rest] = JSON.parse(text);
  switch (kind) {
    case "call":
      return answerCall(from, rest, wire, reply);
    case "fetch":
      return answerFetch(from, rest, wire, reply);
    case "finish":
      return finish(rest[0]);
    case "release":
      return release(rest[0]);
    case "retain": {
      const object = exposed.get(rest[0]);
      if (object !== undefined) object.refs++;
    }
  }
};

// ended lets go of whatever the event with this key held, and of what was held of it.
const ended = (key) => {
  const held = holdings.get(key);
  holdings.delete(key);
  if (held !== undefined) for (const h of [...held]) h.end();
  for (const all of [exposed, calls]) for (const [id, v] of all) if (v.key === key) all.delete(id);
};
const exposes = (key) => [...exposed.values()].some((object) => object.key === key);
// hung answers for calls that nothing can answer any more.
const hung = (key, text) => {
  for (const answer of calls.values()) if (answer.key === key) answer.fail(new Error(text));
};

// ---- The classes.

function RpcStub(...args) {
  if (new.target === undefined) throw new TypeError("Failed to construct 'JsRpcStub': Please use the 'new' operator, this object constructor cannot be called as a function.");
  const [target] = args;
  if (!isObject(target)) throw new TypeError("Failed to construct 'JsRpcStub': constructor parameter 1 is not of type 'Object'.");
  const own = stubbed(target);
  if (own === undefined) throw new TypeError("RpcStubs can only wrap plain objects, functions, and RpcTarget derivatives.");
  return facade(new StubState(native.self(), expose(target, own, target[Symbol.dispose])), RpcStub, true);
}
const give = (C, members) => Object.defineProperties(C.prototype, Object.fromEntries(
  Reflect.ownKeys(members).map((k) => [k, { value: members[k], writable: true, configurable: true, enumerable: typeof k === "string" }]),
));
give(RpcStub, {
  dup() { return facade(stateOf(this, StubState).dup(), RpcStub, true); },
  [Symbol.dispose]() { stateOf(this, StubState).dispose(); },
});
class RpcPromise { constructor() { throw new TypeError("Illegal constructor"); } }
give(RpcPromise, {
  then(...f) { return stateOf(this, CallState).promise.then(...f); },
  catch(...f) { return stateOf(this, CallState).promise.catch(...f); },
  finally(...f) { return stateOf(this, CallState).promise.finally(...f); },
  [Symbol.dispose]() { stateOf(this, CallState).dispose(); },
});
class RpcProperty { constructor() { throw new TypeError("Illegal constructor"); } }
give(RpcProperty, {
  then(...f) { return call(stateOf(this, PropertyState), null).promise.then(...f); },
  catch(...f) { return call(stateOf(this, PropertyState), null).promise.catch(...f); },
  finally(...f) { return call(stateOf(this, PropertyState), null).promise.finally(...f); },
});
class ServiceStub { constructor() { throw new TypeError("Illegal constructor"); } }
give(ServiceStub, {
  fetch(...args) {
    const { address } = stateOf(this, ServiceState);
    native.count(address, "fetch");
    return serviceFetch(address, args);
  },
  connect() { throw new Error("connect() of a service binding is not available here: use fetch() or RPC."); },
});
shape(RpcStub, "JsRpcStub");
shape(RpcPromise, "JsRpcPromise");
shape(RpcProperty, "JsRpcProperty");
shape(ServiceStub, "Fetcher");
{
  // As workerd lists them.
  const { constructor } = ServiceStub.prototype;
  delete ServiceStub.prototype.constructor;
  Object.defineProperty(ServiceStub.prototype, "constructor", { value: constructor, writable: true, configurable: true });
}
Object.defineProperty(ServiceStub, "name", { value: "Fetcher", configurable: true });
// What ctx.exports has: called, it is the same with other props.
class LoopbackServiceStub extends ServiceStub {}
shape(LoopbackServiceStub, "LoopbackServiceStub");

const service = (address) => facade(new ServiceState(address), ServiceStub, false);

// instance makes what answers an event of an entrypoint: an object of the exported
// class, or the exported object of handlers with the ctx they get.
const instance = (name, props) => {
  const exported = native.exports()[name], ctx = native.context(internals.cloneWith(props, () => undefined));
  if (typeof exported === "function") return { object: new exported(ctx, native.env()) };
  if (!isObject(exported)) throw new TypeError(`The Worker has no entrypoint "${name}".`);
  return { handler: exported, ctx };
};
