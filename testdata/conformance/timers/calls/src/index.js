// Timers, microtasks and immediates. Each path runs one snippet
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
  async ids() {
    const a = setTimeout(() => {}, 1),
      b = setTimeout(() => {}, 1),
      i = setInterval(() => {}, 1);
    clearInterval(i);
    return [typeof +a, +b > +a, +i > +b, a == +a];
  },
  async args() {
    return await new Promise((r) => setTimeout((...a) => r(a), 1, "x", { y: 1 }, null));
  },
  async "interval-args"() {
    return await new Promise((r) => {
      const i = setInterval(
        (...a) => {
          clearInterval(i);
          r(a);
        },
        1,
        1,
        2,
      );
    });
  },
  async delays() {
    const o = [];
    await Promise.all([
      new Promise((r) =>
        setTimeout(() => {
          o.push("30");
          r();
        }, 30),
      ),
      new Promise((r) =>
        setTimeout(() => {
          o.push("neg");
          r();
        }, -5),
      ),
      new Promise((r) =>
        setTimeout(() => {
          o.push("str");
          r();
        }, "15"),
      ),
      new Promise((r) =>
        setTimeout(() => {
          o.push("nan");
          r();
        }, "x"),
      ),
    ]);
    return o;
  },
  async "bad-callback"() {
    return [
      err(() => setTimeout()),
      err(() => setTimeout("code")),
      err(() => setTimeout(null)),
      err(() => setInterval({}, 1)),
      err(() => setTimeout(5)),
    ].map(String);
  },
  async "clear-odd"() {
    return [
      err(() => clearTimeout(undefined)),
      err(() => clearTimeout(null)),
      err(() => clearTimeout("x")),
      err(() => clearTimeout(-1)),
      err(() => clearTimeout(1e9)),

      err(() => clearTimeout({})),
    ].map(String);
  },
  async "cross-clear"() {
    let n = 0;
    const a = setTimeout(() => n++, 2),
      b = setInterval(() => n++, 2);
    clearInterval(a);
    clearTimeout(b);
    await sleep(15);
    return n;
  },
  async interval() {
    let n = 0;
    return await new Promise((r) => {
      const i = setInterval(() => {
        if (++n === 3) {
          clearInterval(i);
          setTimeout(() => r(n), 10);
        }
      }, 1);
    });
  },
  async "clear-inside"() {
    const o = [];
    const t = setTimeout(() => {
      o.push("a");
      clearTimeout(t);
    }, 1);
    await sleep(10);
    return o;
  },
  async nested() {
    const o = [];
    setTimeout(() => {
      o.push(1);
      setTimeout(() => {
        o.push(2);
        setTimeout(() => o.push(3));
      });
    });
    await sleep(300);
    return o;
  },
  async "order-micro"() {
    const o = [];
    setTimeout(() => {
      o.push("t1");
      queueMicrotask(() => o.push("m1"));
    });
    setTimeout(() => o.push("t2"));
    queueMicrotask(() => o.push("m0"));
    Promise.resolve().then(() => o.push("p0"));
    await sleep(10);
    return o;
  },
  async throwing() {
    const o = [];
    setTimeout(() => {
      throw new Error("x");
    }, 1);
    setTimeout(() => o.push("after"), 2);
    await sleep(15);
    return o;
  },
  async "microtask-order"() {
    const o = [];
    queueMicrotask(() => {
      o.push(1);
      queueMicrotask(() => o.push(3));
    });
    queueMicrotask(() => o.push(2));
    await sleep(1);
    return o;
  },
  async "microtask-bad"() {
    return [
      err(() => queueMicrotask()),
      err(() => queueMicrotask(null)),
      err(() => queueMicrotask("x")),
      err(() => queueMicrotask({})),
    ];
  },
  async immediate() {
    const o = [];
    const i = setImmediate((a) => o.push("i" + a), 7);
    o.push(typeof i);
    const j = setImmediate(() => o.push("never"));
    clearImmediate(j);
    await sleep(5);
    return o;
  },
  async "async-callback"() {
    const o = [];
    setTimeout(async () => {
      await null;
      o.push("done");
    }, 1);
    await sleep(10);
    return o;
  },
  async "same-delay-order"() {
    const o = [];
    for (let i = 0; i < 10; i++) setTimeout(() => o.push(i), 3);
    await sleep(20);
    return o;
  },
  async "timeout-in-response"() {
    return new Response(
      new ReadableStream({
        async start(c) {
          for (const x of ["a", "b"]) {
            await sleep(2);
            c.enqueue(enc(x));
          }
          c.close();
        },
      }),
    );
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
