// Bodies and options of send.
const circle = {};
circle.self = circle;

export const snippets = {
  text: (q) => q.send("text"),
  number: (q) => q.send(1),
  object: (q) => q.send({ a: [1, null] }),
  null: (q) => q.send(null),
  false: (q) => q.send(false),
  nothing: (q) => q.send(),
  undefined: (q) => q.send(undefined),
  undefinedText: (q) => q.send(undefined, { contentType: "text" }),
  undefinedAndType: (q) => q.send(undefined, { contentType: "xml" }),
  circular: (q) =>
    q.send(circle).catch((e) => [e.name, e.message.split("\n")[0]]),
  bigint: (q) => q.send(1n).catch((e) => [e.name, e.message]),
  toJSON: (q) =>
    q.send({
      toJSON() {
        throw new RangeError("mine");
      },
    }),
  getter: (q) =>
    q.send({
      get a() {
        throw new RangeError("mine too");
      },
    }),
  typeXml: (q) => q.send("x", { contentType: "xml" }),
  typeEmpty: (q) => q.send("x", { contentType: "" }),
  typeNull: (q) => q.send("x", { contentType: null }),
  typeNumber: (q) => q.send("x", { contentType: 5 }),
  typeUndefined: (q) => q.send("x", { contentType: undefined }),
  typeUpper: (q) => q.send("x", { contentType: "TEXT" }),
  typeMixed: (q) => q.send({}, { contentType: "Json" }),
  typeSpace: (q) => q.send("x", { contentType: " text" }),
  textNumber: (q) => q.send(5, { contentType: "text" }),
  textObject: (q) => q.send({}, { contentType: "text" }),
  textNull: (q) => q.send(null, { contentType: "text" }),
  textBoxed: (q) => q.send(new String("x"), { contentType: "text" }),
  textFunction: (q) => q.send(() => 1, { contentType: "text" }),
  textSymbol: (q) => q.send(Symbol("s"), { contentType: "text" }),
  textBigint: (q) => q.send(1n, { contentType: "text" }),
  bytesView: (q) => q.send(new Uint8Array(3), { contentType: "bytes" }),
  bytesData: (q) =>
    q.send(new DataView(new ArrayBuffer(3)), { contentType: "bytes" }),
  bytesEmpty: (q) => q.send(new Uint8Array(0), { contentType: "bytes" }),
  bytesBuffer: (q) => q.send(new ArrayBuffer(3), { contentType: "bytes" }),
  bytesText: (q) => q.send("x", { contentType: "bytes" }),
  bytesArray: (q) => q.send([1], { contentType: "bytes" }),
  bytesNull: (q) => q.send(null, { contentType: "bytes" }),
  bytesTaken: async (q) => {
    const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    const sent = q.send(view, { contentType: "bytes" });
    const at = [view.length, view.buffer.byteLength, view.buffer.detached];
    await sent;
    return at;
  },
  bytesTwice: async (q) => {
    const view = new Uint8Array(2);
    await q.send(view, { contentType: "bytes" });
    return q.send(view, { contentType: "bytes" });
  },
  v8Date: (q) => q.send(new Date(0), { contentType: "v8" }),
  v8Map: (q) => q.send(new Map([[1, new Set([2])]]), { contentType: "v8" }),
  v8Circular: (q) => q.send(circle, { contentType: "v8" }),
  v8Function: (q) => q.send(() => 1, { contentType: "v8" }),
  v8Symbol: (q) => q.send(Symbol("s"), { contentType: "v8" }),
  v8Promise: (q) => q.send(Promise.resolve(), { contentType: "v8" }),
  v8Inner: (q) => q.send({ f() {} }, { contentType: "v8" }),
  v8WeakMap: (q) => q.send(new WeakMap(), { contentType: "v8" }),
  optionsUndefined: (q) => q.send(1, undefined),
  optionsNull: (q) => q.send(1, null),
  optionsNumber: (q) => q.send(1, 5),
  optionsText: (q) => q.send(1, "text"),
  optionsArray: (q) => q.send(1, []),
  optionsFunction: (q) => q.send(1, () => {}),
  optionsOther: (q) => q.send(1, { other: true }),
  optionsGetter: (q) =>
    q.send(1, {
      get contentType() {
        throw new RangeError("a getter");
      },
    }),
  optionsFirst: (q) => q.send(undefined, 5),
};
