// What sendBatch takes.
const some = (n, body = 1) => Array.from({ length: n }, () => ({ body }));

export const snippets = {
  one: (q) => q.sendBatch([{ body: 1 }]),
  three: (q) => q.sendBatch(some(3)),
  set: (q) => q.sendBatch(new Set(some(2))),
  generator: (q) =>
    q.sendBatch(
      (function* () {
        yield { body: 1 };
        yield { body: 2 };
      })(),
    ),
  generatorThrows: (q) =>
    q.sendBatch(
      (function* () {
        yield { body: 1 };
        throw new RangeError("no more");
      })(),
    ),
  none: (q) => q.sendBatch([]),
  nothing: (q) => q.sendBatch(),
  null: (q) => q.sendBatch(null),
  number: (q) => q.sendBatch(5),
  text: (q) => q.sendBatch("ab"),
  object: (q) => q.sendBatch({ body: 1 }),
  ofNumbers: (q) => q.sendBatch([1, 2]),
  ofNull: (q) => q.sendBatch([null]),
  ofUndefined: (q) => q.sendBatch([undefined]),
  ofText: (q) => q.sendBatch(["a"]),
  noBody: (q) => q.sendBatch([{}]),
  bodyUndefined: (q) => q.sendBatch([{ body: 1 }, { body: undefined }]),
  bodyNull: (q) => q.sendBatch([{ body: null }]),
  types: (q) =>
    q.sendBatch([
      { body: "a", contentType: "text" },
      { body: { a: 1 }, contentType: "json" },
      { body: new Uint8Array(1), contentType: "bytes" },
      { body: new Date(0), contentType: "v8" },
    ]),
  typeXml: (q) => q.sendBatch([{ body: 1, contentType: "xml" }]),
  typeUpper: (q) => q.sendBatch([{ body: "a", contentType: "TEXT" }]),
  typeNull: (q) => q.sendBatch([{ body: "a", contentType: null }]),
  textNumber: (q) => q.sendBatch([{ body: 5, contentType: "text" }]),
  bytesText: (q) => q.sendBatch([{ body: "a", contentType: "bytes" }]),
  v8Function: (q) => q.sendBatch([{ body() {}, contentType: "v8" }]),
  bytesKept: async (q) => {
    const view = new Uint8Array([1, 2, 3]);
    await q.sendBatch([{ body: view, contentType: "bytes" }]);
    return [view.length, view.buffer.detached];
  },
  optionsNull: (q) => q.sendBatch([{ body: 1 }], null),
  optionsNumber: (q) => q.sendBatch([{ body: 1 }], 5),
  optionsNumberAndNone: (q) => q.sendBatch([], 5),
  optionsType: (q) => q.sendBatch([{ body: 1 }], { contentType: "xml" }),
  delayWord: (q) => q.sendBatch([{ body: 1, delaySeconds: "soon" }]),
  firstWrong: (q) => q.sendBatch([{ body: undefined }, 5]),
  order: (q) => {
    const asked = [];
    const request = new Proxy(
      { body: 1 },
      {
        get(target, name) {
          asked.push(String(name));
          return target[name];
        },
      },
    );
    return q.sendBatch([request]).then(() => asked);
  },
};
