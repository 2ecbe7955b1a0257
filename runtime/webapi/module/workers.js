// The modules "cloudflare:workers", "cloudflare:email" and "cloudflare:workflows".
// Everything runs in one process, so a call between entrypoints of a Worker is a
// call; what can be seen of RPC (copies, stubs, what a receiver shows, error
// texts) is as on Workers.
const { shape } = internals;

// A class whose constructor keeps ctx and env, as the bases of handlers do.
const base = (name, tag) => {
  const C = { [name]: class {
    constructor(...args) {
      if (args.length < 2 || typeof args[0] !== "object" || typeof args[1] !== "object" || name === "DurableObject" && !native.isState(args[0])) {
        throw new TypeError(`Failed to construct '${tag}': constructor parameter 1 is not of type '${name === "DurableObject" ? "DurableObjectState" : "Object"}'.`);
      }
      this.ctx = args[0];
      this.env = args[1];
    }
  } }[name];
  shape(C, tag);
  return C;
};
const WorkerEntrypoint = base("WorkerEntrypoint", "WorkerEntrypoint");
const DurableObject = base("DurableObject", "DurableObjectBase");
const WorkflowEntrypoint = base("WorkflowEntrypoint", "WorkflowEntrypoint");
class RpcTarget {}
shape(RpcTarget, "JsRpcTarget");

// Values that cross between a caller and a receiver are copied; functions and
// RpcTargets become stubs, and what is a stub or a body already goes as it is.
const passed = (v) => {
  if (typeof v === "function") return stubs.has(v) ? v : newStub(v);
  if (typeof v !== "object" || v === null || stubs.has(v) || native.passes(v)) {
    return typeof v === "symbol" ? structuredClone(v) : v;
  }
  if (v instanceof RpcTarget || v instanceof WorkerEntrypoint) return newStub(v);
  if (Array.isArray(v)) return v.map((x) => passed(x));
  const proto = Object.getPrototypeOf(v);
  if (proto === Object.prototype || proto === null) {
    const out = {};
    for (const k of Object.keys(v)) out[k] = passed(v[k]);
    return out;
  }
  return structuredClone(v);
};

const unknown = (name) => new TypeError(`The RPC receiver does not implement the method "${String(name)}".`);
// member is what a receiver shows of itself: of an RpcTarget its class's members,
// of another object its own.
const member = (target, name) => {
  if (typeof name !== "string") throw unknown(name);
  if (target instanceof RpcTarget || target instanceof WorkerEntrypoint) {
    if (Object.hasOwn(target, name) || name === "constructor") throw unknown(name);
    for (let p = Object.getPrototypeOf(target); p !== null && p !== Object.prototype; p = Object.getPrototypeOf(p)) {
      if (Object.hasOwn(p, name)) return target[name];
    }
    throw unknown(name);
  }
  if ((typeof target !== "object" && typeof target !== "function") || target === null || !Object.hasOwn(target, name)) throw unknown(name);
  return target[name];
};

const stubs = new WeakMap(); // a stub → its target, a promise of it or a value
// follow makes a callable that stands for a value to come: its members can be
// used at once, and awaiting it gives the value.
const follow = (get, self, Class) => new Proxy(function () {}, {
  get(_, name) {
    if (name === "then" || name === "catch" || name === "finally") {
      if (Class === RpcStub || Class === ServiceStub) return undefined;
      const p = get().then((v) => passed(v));
      return p[name].bind(p);
    }
    if (name === Symbol.dispose) return () => {};
    if (name === Symbol.toPrimitive) return () => "[object JsRpcStub]";
    if (Class === RpcStub && name === "dup") return () => newStub(stubs.get(self()));
    if (Class === RpcStub && name === "onRpcBroken") return () => {};
    if (typeof name === "symbol") return undefined;
    return property(async () => member(await get(), name), get, name);
  },
  apply(target, self, args) { return promised(call(get, args.map((v) => passed(v)))); },
  getPrototypeOf: () => Class.prototype,
  set: () => false,
});
const property = (get, owner, name) => {
  const p = follow(get, null, RpcProperty);
  return new Proxy(p, {
    apply(target, self, args) { return promised(callMember(owner, name, args.map((v) => passed(v)))); },
  });
};
const call = async (get, args) => {
  const f = await get();
  if (typeof f !== "function") throw new TypeError("The RPC receiver is not a function.");
  return Reflect.apply(f, undefined, args);
};
const callMember = async (owner, name, args) => {
  const receiver = await owner();
  const f = member(receiver, name);
  if (typeof f !== "function") throw unknown(name);
  return Reflect.apply(f, receiver, args);
};
const promised = (result) => {
  result.catch(() => {});
  return follow(() => result, null, RpcPromise);
};
const newStub = (target) => {
  const s = follow(async () => target, () => s, RpcStub);
  stubs.set(s, target);
  return s;
};

function RpcStub(...args) {
  if (new.target === undefined) throw new TypeError("Failed to construct 'RpcStub': Please use the 'new' operator, this object constructor cannot be called as a function.");
  const [target] = args;
  if ((typeof target !== "object" && typeof target !== "function") || target === null) {
    throw new TypeError("Failed to construct 'RpcStub': constructor parameter 1 is not of type 'Object'.");
  }
  return newStub(target);
}
class RpcPromise { constructor() { throw new TypeError("Illegal constructor"); } }
class RpcProperty { constructor() { throw new TypeError("Illegal constructor"); } }
class ServiceStub { constructor() { throw new TypeError("Illegal constructor"); } }
shape(RpcStub, "JsRpcStub");
shape(RpcPromise, "JsRpcPromise");
shape(RpcProperty, "JsRpcProperty");
shape(ServiceStub, "Fetcher");

// entrypoint is the stub of an export of this Worker; props are what it finds in
// its ctx.
const entrypoint = (name, props) => {
  const instance = () => {
    const exported = native.exports()[name], ctx = native.context(props ?? {});
    return typeof exported === "function" ? new exported(ctx, native.env()) : { exported, ctx };
  };
  const stub = new Proxy(function () {}, {
    get(_, member_) {
      if (member_ === "fetch") {
        return async (input, init) => {
          const request = new Request(input, init), made = instance();
          const handler = made.exported === undefined ? made : made.exported;
          if (typeof handler?.fetch !== "function") throw new TypeError("Handler does not export a fetch() function.");
          return handler.fetch(request, native.env(), made.ctx);
        };
      }
      if (member_ === "then" || typeof member_ === "symbol") return undefined;
      const get = async () => {
        const made = instance();
        return made.exported === undefined ? made : made.exported;
      };
      return property(async () => member(await get(), member_), get, member_);
    },
    apply: (_, __, [options]) => entrypoint(name, options?.props),
    getPrototypeOf: () => ServiceStub.prototype,
  });
  stubs.set(stub, stub);
  return stub;
};
let shown = null;
const exported = () => {
  if (shown === null) {
    shown = {};
    for (const name of Object.keys(native.exports()).sort()) shown[name] = entrypoint(name);
  }
  return shown;
};

// env is the bindings, or what withEnv() put in their place.
const env = new Proxy({}, {
  get: (_, k) => native.env()[k],
  has: (_, k) => k in native.env(),
  set: (_, k, v) => { native.env()[k] = v; return true; },
  deleteProperty: (_, k) => delete native.env()[k],
  ownKeys: () => Reflect.ownKeys(native.env()),
  getOwnPropertyDescriptor: (_, k) => {
    const d = Object.getOwnPropertyDescriptor(native.env(), k);
    return d === undefined ? undefined : { ...d, configurable: true };
  },
});
const exportsProxy = new Proxy({}, {
  get: (_, k) => exported()[k],
  has: (_, k) => k in exported(),
  ownKeys: () => Reflect.ownKeys(exported()),
  getOwnPropertyDescriptor: (_, k) => Object.hasOwn(exported(), k) ? { value: exported()[k], enumerable: true, configurable: true, writable: true } : undefined,
});
const callable = (f, n) => {
  if (typeof f !== "function") throw new TypeError(`Failed to execute 'withEnv' on 'EntrypointsModule': parameter ${n} is not of type 'function'.`);
  return f;
};

const workers = {
  WorkerEntrypoint, DurableObject, WorkflowEntrypoint, RpcTarget, RpcStub, RpcPromise, RpcProperty, ServiceStub, env, exports: exportsProxy,
  waitUntil(...args) {
    if (args.length === 0) throw new TypeError("Failed to execute 'waitUntil' on 'EntrypointsModule': parameter 1 is not of type 'Promise'.");
    native.waitUntil(args[0]);
  },
  withEnv(value, f) {
    if (typeof value !== "object" || value === null) throw new TypeError("Failed to execute 'withEnv' on 'EntrypointsModule': parameter 1 is not of type 'Object'.");
    callable(f, 2);
    return native.within(value, () => f());
  },
};

class EmailMessage {
  constructor(from, to, raw) {
    if (from !== undefined) this.from = from;
    if (to !== undefined) this.to = to;
    this["EmailMessage::raw"] = raw;
  }
}

class NonRetryableError extends Error {
  constructor(message, name = "NonRetryableError") {
    super(message);
    this.name = name;
  }
}

return { workers, email: { EmailMessage }, workflows: { NonRetryableError }, exports: exported };
