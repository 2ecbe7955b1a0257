// MessageChannel and its ports. Each path runs one snippet
// and shows what it returned or threw.
const err = (f) => {
  try {
    return f();
  } catch (e) {
    return e instanceof Error ? `${e.name}: ${e.message}` : `thrown ${String(e)}`;
  }
};
const aerr = async (f) => {
  try {
    return await f();
  } catch (e) {
    return e instanceof Error ? `${e.name}: ${e.message}` : `thrown ${String(e)}`;
  }
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// What became of a promise after a while.
const soon = (p, ms = 30) => Promise.race([aerr(() => p), sleep(ms).then(() => "pending")]);
const enc = (s) => new TextEncoder().encode(s);
const dec = (b) => new TextDecoder().decode(b);
const all = async (stream) => {
  const out = [];
  for await (const x of stream) out.push(x);
  return out;
};
const show = (v) =>
  typeof v === "string"
    ? v
    : (JSON.stringify(v, (_, x) =>
        x === undefined
          ? "undefined"
          : typeof x === "bigint"
            ? `${x}n`
            : ArrayBuffer.isView(x)
              ? `${x.constructor.name}(${x.byteLength}) ${x instanceof DataView ? "" : [...x].slice(0, 20).join(" ")}`
              : x instanceof ArrayBuffer
                ? `ArrayBuffer(${x.byteLength})`
                : typeof x === "function"
                  ? `function ${x.name}/${x.length}`
                  : typeof x === "symbol"
                    ? String(x)
                    : typeof x === "number" && !Number.isFinite(x)
                      ? String(x)
                      : x instanceof Error
                        ? `${x.name}: ${x.message}`
                        : x,
      ) ?? String(v));

const snippets = {
  async channel() {
    const { port1, port2 } = new MessageChannel();
    return [
      port1 instanceof MessagePort,
      port2 instanceof EventTarget,
      port1 !== port2,
      String(port1),
      String(new MessageChannel()),
      err(() => new MessagePort()),
      Object.getOwnPropertyNames(MessagePort.prototype).sort(),
      Object.getOwnPropertyNames(MessageChannel.prototype).sort(),
      MessageChannel.length,
    ];
  },
  async post() {
    const { port1, port2 } = new MessageChannel();
    const p = new Promise((r) => {
      port2.onmessage = (e) =>
        r([
          e.data,
          e.type,
          e instanceof MessageEvent,
          e.target === port2,
          e.ports,
          e.origin,
          e.source,
          e.isTrusted,
        ]);
    });
    port1.postMessage({ a: [1, new Date(5)] });
    return await p;
  },
  async cloned() {
    const { port1, port2 } = new MessageChannel();
    const x = { n: 1 };
    const p = new Promise((r) => {
      port2.onmessage = (e) => r([e.data === x, e.data.n]);
    });
    port1.postMessage(x);
    x.n = 2;
    return await p;
  },
  async order() {
    const { port1, port2 } = new MessageChannel();
    const o = [];
    port2.onmessage = (e) => o.push(e.data);
    for (let i = 0; i < 4; i++) port1.postMessage(i);
    o.push("sync");
    await sleep(5);
    return o;
  },
  async "queued-until-start"() {
    const { port1, port2 } = new MessageChannel();
    const o = [];
    port1.postMessage("early");
    port2.addEventListener("message", (e) => o.push(e.data));
    await sleep(3);
    o.push("-");
    port2.start();
    await sleep(3);
    return o;
  },
  async "queued-until-onmessage"() {
    const { port1, port2 } = new MessageChannel();
    const o = [];
    port1.postMessage("early");
    await sleep(3);
    port2.onmessage = (e) => o.push(e.data);
    await sleep(3);
    return o;
  },
  async "both-ways"() {
    const { port1, port2 } = new MessageChannel();
    const o = [];
    port1.onmessage = (e) => o.push("1:" + e.data);
    port2.onmessage = (e) => {
      o.push("2:" + e.data);
      port2.postMessage("pong");
    };
    port1.postMessage("ping");
    await sleep(5);
    return o;
  },
  async close() {
    const { port1, port2 } = new MessageChannel();
    const o = [];
    port2.onmessage = (e) => o.push(e.data);
    port2.onclose = () => o.push("close2");
    port1.addEventListener("close", () => o.push("close1"));
    port1.postMessage("a");
    port1.close();
    port1.postMessage("b");
    await sleep(5);
    o.push(err(() => port1.close()));
    return o;
  },
  async "close-receiver"() {
    const { port1, port2 } = new MessageChannel();
    const o = [];
    port2.onmessage = (e) => o.push(e.data);
    port1.postMessage("a");
    port2.close();
    await sleep(5);
    o.push(String(err(() => port1.postMessage("b"))));
    await sleep(5);
    return o;
  },
  async "transfer-buffer"() {
    const { port1, port2 } = new MessageChannel();
    const b = new ArrayBuffer(4);
    const p = new Promise((r) => {
      port2.onmessage = (e) => r(e.data.byteLength);
    });
    const e = err(() => port1.postMessage(b, [b]));
    const f = err(() => port1.postMessage(b, { transfer: [b] }));
    return [String(e), String(f), b.byteLength, await soon(p)];
  },
  async "transfer-port"() {
    const a = new MessageChannel(),
      b = new MessageChannel();
    return [
      String(err(() => a.port1.postMessage("x", [b.port1]))),
      String(err(() => a.port1.postMessage(b.port1))),
    ];
  },
  async "onmessage-values"() {
    const { port1 } = new MessageChannel();
    const o = [port1.onmessage];
    for (const v of [() => {}, null, 5, {}, undefined]) {
      err(() => {
        port1.onmessage = v;
      });
      o.push(typeof port1.onmessage);
    }
    return o;
  },
  async "listener-throws"() {
    const { port1, port2 } = new MessageChannel();
    const o = [];
    port2.onmessage = (e) => {
      o.push(e.data);
      if (e.data === 1) throw new Error("x");
    };
    port1.postMessage(1);
    port1.postMessage(2);
    await sleep(5);
    return o;
  },
  async "null-values"() {
    const { port1, port2 } = new MessageChannel();
    const o = [];
    port2.onmessage = (e) => o.push(String(e.data));
    for (const v of [null, undefined, 0, ""]) port1.postMessage(v);
    await sleep(5);
    return o;
  },
  async messageerror() {
    const { port1 } = new MessageChannel();
    return [
      port1.onmessageerror,
      port1.onclose,
      typeof port1.ref,
      typeof port1.unref,
      port1.start(),
      port1.start(),
    ].map(String);
  },
};

export default {
  async fetch(request, env, ctx) {
    const name = new URL(request.url).pathname.slice(1);
    try {
      const v = await snippets[name](request, env, ctx);
      return v instanceof Response ? v : new Response("= " + show(v));
    } catch (e) {
      return new Response(e instanceof Error ? `! ${e.name}: ${e.message}` : `! thrown ${String(e)}`);
    }
  },
};
