// Bodies of every content type.
export const bodies = () => [
  { body: "plain", contentType: "text" },
  { body: "", contentType: "text" },
  { body: "é😀\ud800!", contentType: "text" },
  { body: "a\0b", contentType: "text" },
  { body: "a\0b", contentType: "json" },
  { body: { a: [1, "two", null, true], b: { c: 0.5 } } },
  { body: "text" },
  { body: null },
  { body: false },
  { body: -0 },
  { body: NaN },
  { body: new Date(0) },
  { body: [undefined, () => 1, "\ud800"] },
  { body: { toJSON: () => "its own" }, contentType: "json" },
  { body: new Uint8Array([0, 1, 255]), contentType: "bytes" },
  { body: new Uint16Array([258]).subarray(0, 1), contentType: "bytes" },
];

// What a structured clone keeps.
export const clones = () => {
  const shared = { n: 1 };
  const sparse = [1, , 3];
  sparse.length = 5;
  const circle = { name: "circle" };
  circle.self = circle;
  const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
  return [
    undefined_(),
    "text \ud800 é",
    -0,
    Infinity,
    123456789012345678901234567890n,
    new Date(86400000),
    new Date(NaN),
    /a[b/]+/giu,
    new Map([
      [{ k: 1 }, [1]],
      ["s", undefined],
    ]),
    new Set([1, "1", NaN]),
    sparse,
    circle,
    { a: shared, b: shared },
    buffer,
    new Uint8Array(buffer, 1, 2),
    new DataView(buffer, 2),
    new Float64Array([0.1, NaN, -Infinity]),
    new BigInt64Array([-1n, 5n]),
    [Object(1), Object("s"), Object(false), Object(2n)],
    new RangeError("too far", { cause: "why" }),
    JSON.parse('{"__proto__": 1, "constructor": 2, "": 3}'),
    [new Uint8Array(buffer), new Uint8Array(buffer)],
  ].map((body) => ({ body, contentType: "v8" }));
};

function undefined_() {
  return { u: undefined, n: null };
}
