// What never ends. Only the limit on the processor's time can stop it.

import loop from "./loop.wasm"; // (module (func (export "f") (loop (br 0))))

// A constant power of BigInts would be worked out while the script is compiled.
let two = 2n;
let three = 3n;

const forever = {
  [Symbol.iterator]: () => forever,
  next: () => ({ done: false, value: 1 }),
};

function* natural() {
  for (let n = 0; ; n++) yield n;
}

export default {
  loop() {
    for (;;);
  },
  async loopLater() {
    await null;
    for (;;);
  },
  microtasks() {
    const again = () => Promise.resolve().then(again);
    return again();
  },
  async awaits() {
    for (;;) await null;
  },
  queueMicrotask() {
    const again = () => queueMicrotask(again);
    again();
    return new Promise(() => {});
  },
  thenable() {
    const t = { then: (resolve) => resolve(t) };
    return t;
  },
  spread: () => [...forever].length,
  from: () => Array.from(forever).length,
  set: () => new Set(forever).size,
  generator: () => [...natural()].length,
  destructure() {
    const [, ...rest] = natural();
    return rest.length;
  },
  promiseAll: () => Promise.all(forever),
  iteratorHelper: () =>
    Iterator.from(natural())
      .filter(() => false)
      .next(),
  getter() {
    const o = {
      get x() {
        for (;;);
      },
    };
    return o.x;
  },
  proxyTrap() {
    const p = new Proxy(
      {},
      {
        get() {
          for (;;);
        },
      },
    );
    return p.x;
  },
  proxyKeys: () => Object.keys(new Proxy({}, { ownKeys: () => ({ length: 2 ** 32 }) })),
  toPrimitive() {
    const o = {
      [Symbol.toPrimitive]() {
        for (;;);
      },
    };
    return `${o}`;
  },
  comparator: () =>
    [3, 1, 2].sort(() => {
      for (;;);
    }),
  replacer: () =>
    "a".replace(/a/, () => {
      for (;;);
    }),
  toJSON() {
    return JSON.stringify({
      toJSON() {
        for (;;);
      },
    });
  },
  finallyLoop() {
    for (;;) {
      try {
        for (;;);
      } finally {
        continue;
      }
    }
  },
  redos: () => /^(a+)+$/.test("a".repeat(40) + "b"),
  redosBackref: () => /^(a|aa)+\1$/.test("a".repeat(60) + "b"),
  redosLookahead: () => /^(?=(a+)+$)b/.test("a".repeat(60) + "c"),
  redosReplace: () => "x".repeat(40).replace(/(x+x+)+y/g, ""),
  redosPattern: () => new RegExp("(.*a){30}$").test("a".repeat(80) + "b"),
  quantifiers: () => new RegExp("(?:(?:(?:a{1,1000}){1,1000}){1,1000}){1,1000}b").test("a".repeat(3000)),
  quadratic: () => "a".repeat(400_000).split(/a(?=a*b)/).length,
  power: () => two ** (two ** 40n),
  powerMid: () => String(three ** 20_000_000n % 7n),
  bigMultiply() {
    let n = 3n;
    for (;;) n *= n;
  },
  bigText: () => String(two ** 50_000_000n).length,
  bigParse: () => BigInt("9".repeat(20_000_000)) % 7n,
  bigShift: () => 1n << (two ** 40n),
  indexOf() {
    const text = "a".repeat(1_000_000);
    let n = 0;
    for (;;) n += text.indexOf("a".repeat(500_000) + "b");
  },
  wasm: () => new WebAssembly.Instance(loop).exports.f(),
  endlessBody() {
    return new Response(
      new ReadableStream({
        pull(c) {
          c.enqueue(new Uint8Array(1));
        },
      }),
    )
      .text()
      .then((t) => t.length);
  },
  timers() {
    const again = () => {
      setTimeout(again);
      setTimeout(again);
    };
    again();
    return new Promise(() => {});
  },
  abortListeners() {
    const target = new EventTarget();
    target.addEventListener("x", () => {
      for (;;);
    });
    target.dispatchEvent(new Event("x"));
  },
};
