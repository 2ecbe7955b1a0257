// Float16Array and what goes through one: conversions, the methods of typed
// arrays, other views of the same bytes, and the platform's functions that take bytes.
const list = (a) => Array.from(a, (x) => (Object.is(x, -0) ? "-0" : String(x)));
const attempt = (f) => {
  try {
    return f();
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
};
const raw = (a) => [...new Uint8Array(a.buffer, a.byteOffset, a.byteLength)];

const snippets = {
  rounding: () =>
    list(new Float16Array([1.337, 65504, 65519, 65520, -65520, 1e-8, 2 ** -24, 2 ** -25, 3 * 2 ** -26, 2049, 2051, -0, NaN, Infinity])),
  values: () => list(new Float16Array(["7", null, undefined, true, {}, [3], { valueOf: () => 1.5 }])),
  bits: () => raw(new Float16Array([1, -2, 0.1, NaN, Infinity, 5.960464477539063e-8, -0])),
  "every-number": () => {
    // Each of the 65,536 patterns, there and back.
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const values = new Float16Array(bits.buffer);
    const again = new Uint16Array(Float16Array.from(values).buffer);
    let different = 0;
    let sum = 0;
    for (let i = 0; i < 65536; i++) {
      if (again[i] !== i && !Number.isNaN(values[i])) different++;
      if (Number.isFinite(values[i])) sum += values[i] * ((i % 7) - 3);
    }
    return [different, sum, Math.f16round(values[12345]) === values[12345]];
  },
  construct: () => [
    list(new Float16Array(2)),
    list(new Float16Array(new Float64Array([0.1, 70000]))),
    list(new Float16Array(new Set([5, 6]))),
    list(new Float16Array({ length: 2, 0: 1, 1: "x" })),
    list(new Float16Array(new Float16Array([9]))),
    list(new Float16Array(new Uint8Array([0, 0, 0, 0x3c, 0, 0]).buffer, 2, 1)),
    list(Float16Array.of(1, 2)),
    list(Float16Array.from([1, 2], (x) => x * 10)),
    list(Float16Array.from("12")),
  ],
  errors: () => [
    attempt(() => new Float16Array(-1)),
    attempt(() => new Float16Array(new ArrayBuffer(8), 1)),
    attempt(() => new Float16Array(new ArrayBuffer(3))),
    attempt(() => new Float16Array(new ArrayBuffer(4), 6)),
    attempt(() => new Float16Array(new ArrayBuffer(4), 0, 3)),
    attempt(() => new Float16Array([1n])),
    attempt(() => new Float16Array([Symbol()])),
    attempt(() => new Float16Array(new BigInt64Array(1))),
    attempt(() => new Float16Array(1).fill(1n)),
  ],
  methods: () => {
    const a = new Float16Array([3, NaN, -0, 0, 1.337, -Infinity]);
    return [
      list(a.toSorted()),
      list(a.map((x) => x * 2)),
      list(a.filter((x) => x > 0)),
      list(a.slice(1, 3)),
      list(a.subarray(-2)),
      list(a.with(0, 65520)),
      list(a.toReversed()),
      a.indexOf(NaN),
      a.includes(NaN),
      a.indexOf(0),
      a.lastIndexOf(-0),
      a.includes(1.337),
      a.indexOf(Math.f16round(1.337)),
      a.join(),
      a.at(-1) === -Infinity,
      a.reduce((x, y) => x + (Number.isFinite(y) ? y : 0), 0),
    ];
  },
  set: () => {
    const a = new Float16Array(6);
    a.set([1.337, 2]);
    a.set(new Int32Array([70000, -3]), 2);
    a.set(a.subarray(0, 2), 4);
    a.copyWithin(1, 4);
    return [list(a), raw(a)];
  },
  mixed: () => [
    list(new Float32Array(new Float16Array([1.337, 2]))),
    list(new Uint8ClampedArray(new Float16Array([1.5, 300, NaN]))),
    list(new Int16Array(new Float16Array([-1.9, 65504]))),
  ],
  class: () => {
    class Half extends Float16Array {
      double() {
        return this.map((x) => x * 2);
      }
    }
    const h = new Half([1.5]);
    return [
      Float16Array.name,
      Float16Array.length,
      Float16Array.BYTES_PER_ELEMENT,
      Float16Array.prototype.BYTES_PER_ELEMENT,
      Object.getOwnPropertyNames(Float16Array).sort(),
      Object.getOwnPropertyNames(Float16Array.prototype).sort(),
      Object.getPrototypeOf(Float16Array) === Object.getPrototypeOf(Uint8Array),
      Object.prototype.toString.call(h),
      h.double() instanceof Half,
      h.double()[0],
      ArrayBuffer.isView(h),
      h.constructor.name,
      JSON.stringify(h),
      Object.keys(new Float16Array(2)),
    ];
  },
  iterate: () => {
    const a = new Float16Array([1.5, 2]);
    return [[...a.entries()], [...a.keys()], [...a], Object.entries(a), 1 in a, 2 in a, "1.0" in a, delete a[5], attempt(() => { "use strict"; return Object.defineProperty(a, 0, { value: 9 })[0]; })];
  },
  resizable: () => {
    const b = new ArrayBuffer(4, { maxByteLength: 8 });
    const a = new Float16Array(b);
    const fixed = new Float16Array(b, 2, 1);
    a[1] = 1.5;
    b.resize(8);
    a[3] = 2;
    const grown = [a.length, list(a), fixed.length, list(a.map((x) => x + 1))];
    b.resize(2);
    return [...grown, a.length, fixed.length, fixed.byteOffset];
  },
  "structured-clone": () => {
    const a = new Float16Array([1.5, NaN]);
    const { one, two } = structuredClone({ one: a, two: a.subarray(1) });
    const moved = structuredClone(a, { transfer: [a.buffer] });
    return [one.constructor.name, list(one), list(two), one.buffer === two.buffer, list(moved), a.length];
  },
  bytes: async () => [
    raw(new Uint8Array(await new Blob([new Float16Array([1, 2])]).arrayBuffer())),
    raw(new Uint8Array(await new Response(new Float16Array([1])).arrayBuffer())),
    new TextDecoder().decode(new Float16Array(new Uint8Array([0x61, 0x62, 0x63, 0x64]).buffer)),
    raw(new Uint8Array(await crypto.subtle.digest("SHA-1", new Float16Array(1)))).length,
    attempt(() => crypto.getRandomValues(new Float16Array(1))),
  ],
};

export default {
  async fetch(request) {
    const f = snippets[new URL(request.url).pathname.slice(1)];
    return f ? Response.json(await f()) : new Response("no such snippet", { status: 404 });
  },
};
