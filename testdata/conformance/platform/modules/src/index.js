// The cloudflare: modules, one snippet a path.
import * as workers from "cloudflare:workers";
import { env as imported, waitUntil, withEnv, WorkerEntrypoint, DurableObject, RpcTarget, RpcStub, WorkflowEntrypoint } from "cloudflare:workers";
import * as email from "cloudflare:email";
import * as workflows from "cloudflare:workflows";

const err = (f) => {
  try {
    return show(f());
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const aerr = async (f) => {
  try {
    return show(await f());
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const show = (v) => (typeof v === "string" ? v : (JSON.stringify(v) ?? String(v)));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
let log = [];

const snippets = {
  "workers-kinds": () => Object.fromEntries(["WorkerEntrypoint", "DurableObject", "RpcTarget", "RpcStub", "WorkflowEntrypoint", "waitUntil", "withEnv", "env", "exports"].map((k) => [k, typeof workers[k]])),
  env: (_, env) => [imported.NAME, imported === env, Object.keys(imported), imported.missing === undefined],
  "env-write": (_, env) => err(() => {
    imported.NEW = 1;
    const out = [env.NEW, imported.NEW];
    delete imported.NEW;
    return out;
  }),
  "with-env": () => [withEnv({ NAME: "other" }, () => imported.NAME), imported.NAME],
  "with-env-async": async () => {
    const inside = withEnv({ NAME: "other" }, async () => {
      await wait(5);
      return imported.NAME;
    });
    return [imported.NAME, await inside, imported.NAME];
  },
  "with-env-throws": () => [err(() => withEnv({ NAME: "other" }, () => { throw new Error("x"); })), imported.NAME],
  "with-env-nested": () => withEnv({ NAME: "a" }, () => [imported.NAME, withEnv({ NAME: "b" }, () => imported.NAME), imported.NAME]),
  "with-env-args": () => [err(() => withEnv()), err(() => withEnv({}))].map((t) => t.split(":")[0]),
  "wait-until": async () => {
    log = [];
    return String(waitUntil(wait(30).then(() => log.push("ran"))));
  },
  "wait-until-seen": () => log,
  "wait-until-values": () => [err(() => String(waitUntil(5))), err(() => String(waitUntil({}))), err(() => waitUntil()).split(":")[0]],
  entrypoint: (_, env, ctx) => {
    class E extends WorkerEntrypoint {
      hello() {
        return [this.env === env, this.ctx === ctx];
      }
    }
    const e = new E(ctx, env);
    return [e.hello(), e instanceof WorkerEntrypoint, Object.keys(e), WorkerEntrypoint.length, Object.getOwnPropertyNames(WorkerEntrypoint.prototype)];
  },
  "entrypoint-args": () => [err(() => new WorkerEntrypoint()), err(() => new (class extends WorkerEntrypoint {})({}, {}).env && "made")].map((t) => t.split(":")[0]),
  "rpc-target": () => [new RpcTarget() instanceof RpcTarget, Object.prototype.toString.call(new RpcTarget()), new (class Mine extends RpcTarget { hi() { return 1; } })().hi(), RpcTarget.length],
  "rpc-stub-local": async () => {
    class Counter extends RpcTarget {
      n = 0;
      add(k) {
        return (this.n += k);
      }
      get current() {
        return this.n;
      }
    }
    const stub = new RpcStub(new Counter());
    return [await stub.add(2), await stub.add(3), await stub.current, stub instanceof RpcStub];
  },
  "rpc-stub-errors": async () => {
    class T extends RpcTarget {
      fail() {
        throw new RangeError("no");
      }
      #hidden = 1;
    }
    const stub = new RpcStub(new T());
    return [await aerr(() => stub.fail()), await aerr(() => stub.missing()), await aerr(async () => String(await stub.missing))];
  },
  "rpc-stub-function": async () => {
    const stub = new RpcStub((a, b) => a + b);
    return [await stub(1, 2), typeof stub];
  },
  "rpc-stub-dup": async () => {
    const stub = new RpcStub({ __proto__: RpcTarget.prototype }.constructor === RpcTarget ? new RpcTarget() : new RpcTarget());
    return [typeof stub.dup, typeof stub[Symbol.dispose], typeof stub.onRpcBroken];
  },
  "rpc-stub-bad": () => [err(() => new RpcStub(5)), err(() => new RpcStub({})), err(() => new RpcStub())].map((t) => t.split(":")[0]),
  "durable-object": () => [typeof DurableObject, DurableObject.name, DurableObject.prototype instanceof WorkerEntrypoint, err(() => new (class extends DurableObject {})({}, {})).split(":")[0]],
  "workflow-entrypoint": () => [typeof WorkflowEntrypoint, WorkflowEntrypoint.name, WorkflowEntrypoint.prototype instanceof WorkerEntrypoint],
  tags: () => [WorkerEntrypoint, DurableObject, RpcTarget, WorkflowEntrypoint].map((C) => [C.name, Object.prototype.toString.call(C.prototype)]),
  "ctx-exports": (_, env, ctx) => [typeof ctx.exports, Object.keys(ctx.exports ?? {}).sort(), typeof workers.exports, Object.keys(workers.exports ?? {}).sort()],
  "ctx-exports-rpc": async (_, env, ctx) => [await ctx.exports.Helper.add(1, 2), await ctx.exports.Helper.named(), await aerr(() => ctx.exports.Helper.missing()), await aerr(() => ctx.exports.Helper.fails())],
  "ctx-exports-fetch": async (_, env, ctx) => {
    const r = await ctx.exports.Helper.fetch("http://x.test/path", { method: "POST", body: "b" });
    return [r.status, await r.text()];
  },
  "ctx-exports-default": async (_, env, ctx) => (await ctx.exports.default.fetch("http://x.test/echo")).text(),
  "ctx-exports-props": async (_, env, ctx) => aerr(() => ctx.exports.Helper({ props: { a: 1 } }).props()),
  "ctx-exports-target": async (_, env, ctx) => {
    const counter = await ctx.exports.Helper.counter();
    return [await counter.add(2), await counter.add(3)];
  },
  "ctx-exports-values": async (_, env, ctx) => {
    const v = await ctx.exports.Helper.same({ d: new Date(0), m: new Map([[1, 2]]), b: new Uint8Array([1, 2]), n: null, u: undefined });
    return [v.d.getTime(), v.m.get(1), [...v.b], v.n, v.u === undefined];
  },
  "ctx-exports-copies": async (_, env, ctx) => {
    const o = { a: 1 };
    const v = await ctx.exports.Helper.same(o);
    return [v.a, v === o];
  },
  "ctx-exports-callback": async (_, env, ctx) => ctx.exports.Helper.call((x) => x * 2),
  "ctx-exports-uncloneable": async (_, env, ctx) => aerr(() => ctx.exports.Helper.same(Symbol("x"))).then((t) => t.split(":")[0]),
  echo: () => "echoed",
  email: () => [Object.keys(email).filter((k) => k !== "default").sort(), typeof email.EmailMessage, email.EmailMessage.name],
  "email-message": () => {
    const m = new email.EmailMessage("a@x.test", "b@x.test", "raw");
    return [m.from, m.to, typeof m.raw, Object.prototype.toString.call(m), Object.keys(m)];
  },
  "email-message-args": () => [err(() => new email.EmailMessage()), err(() => new email.EmailMessage("a")), err(() => new email.EmailMessage("a", "b"))],
  workflows: () => [Object.keys(workflows).filter((k) => k !== "default").sort(), typeof workflows.NonRetryableError],
  "non-retryable": () => {
    const e = new workflows.NonRetryableError("text");
    const f = new workflows.NonRetryableError("text", "Mine");
    return [e instanceof Error, e.name, e.message, f.name, String(e), Object.keys(e)];
  },
};

export class Helper extends WorkerEntrypoint {
  add(a, b) {
    return a + b;
  }
  named() {
    return imported.NAME;
  }
  fails() {
    throw new RangeError("failed");
  }
  props() {
    return this.ctx.props;
  }
  same(v) {
    return v;
  }
  call(f) {
    return f(21);
  }
  counter() {
    let n = 0;
    return new (class extends RpcTarget {
      add(k) {
        return (n += k);
      }
    })();
  }
  async fetch(request) {
    return new Response(`${request.method} ${request.url} ${await request.text()}`, { status: 201 });
  }
}

export default {
  async fetch(request, env, ctx) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      return new Response(show(await snippets[name](request, env, ctx)));
    } catch (e) {
      return new Response(`${e.name}: ${e.message}`, { status: 500 });
    }
  },
};
