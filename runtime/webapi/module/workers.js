// The modules "cloudflare:workers", "cloudflare:email" and "cloudflare:workflows".

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
// loopback is the stub of an export of this Worker; called, it is one with other
// props, which the export finds in its ctx.
const loopback = (name, props) => {
  const address = { worker: null, entrypoint: name, props: props === undefined ? undefined : native.keep(internals.cloneWith(props, () => undefined)) };
  return facade(new ServiceState(address, (options) => loopback(name, options?.props)), LoopbackServiceStub, true);
};
const shown = new WeakMap();
const exported = () => {
  const all = native.exports();
  let stubs = shown.get(all);
  if (stubs === undefined) {
    shown.set(all, (stubs = {}));
    const names = Object.keys(all).filter((name) => name !== "default").sort();
    for (const name of "default" in all ? ["default", ...names] : names) stubs[name] = loopback(name);
  }
  return stubs;
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

return { workers, email: { EmailMessage }, workflows: { NonRetryableError }, exports: exported, service, receive, ended, exposes, hung };
