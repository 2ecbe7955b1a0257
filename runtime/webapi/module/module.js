// Host modules: what a script imports from "cloudflare:*" and "node:*". The
// bundler turns such an import into __w2c_module(name).
(function (native, internals) {
  "use strict";
  const made = Object.create(null);
  const modules = Object.create(null);

  modules["cloudflare:workers"] = () => {
    class WorkerEntrypoint {
      constructor(ctx, env) {
        Object.defineProperty(this, "ctx", { value: ctx, writable: true, configurable: true });
        Object.defineProperty(this, "env", { value: env, writable: true, configurable: true });
      }
    }
    class RpcTarget {}
    class DurableObject extends WorkerEntrypoint {}
    class WorkflowEntrypoint extends WorkerEntrypoint {}
    const exports = {
      WorkerEntrypoint, RpcTarget, DurableObject, WorkflowEntrypoint,
      waitUntil(promise) { native.waitUntil(promise); },
      withEnv(env, f) {
        const before = native.swapEnv(env);
        try { return f(); } finally { native.swapEnv(before); }
      },
    };
    // env is asked for at each use: the host sets it after the script has loaded.
    Object.defineProperty(exports, "env", { get: () => native.env(), enumerable: true });
    return exports;
  };

  const load = (name) => {
    name = String(name);
    if (name in made) return made[name];
    const m = modules[name] || native.defined(name);
    if (m === undefined) {
      throw new Error(`No such module "${name}". This server does not provide it; w2c convert --server hono runs the Worker on Node.js, which does.`);
    }
    return (made[name] = m());
  };
  return { __w2c_module: load };
})
