// Writes data points in every way a script can, one line a snippet: a point is
// taken silently or refused with a text.
const bytes = (n) => new Uint8Array(n);
const list = (n, item) => Array.from({ length: n }, () => item);

const snippets = {
  usual: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["a"], blobs: ["GET", "/"], doubles: [1, 2.5] }),
  result: ({ VISITS }) => String(VISITS.writeDataPoint({ indexes: ["a"] })),
  nothing: ({ VISITS }) => VISITS.writeDataPoint(),
  undefinedPoint: ({ VISITS }) => VISITS.writeDataPoint(undefined),
  nullPoint: ({ VISITS }) => VISITS.writeDataPoint(null),
  textPoint: ({ VISITS }) => VISITS.writeDataPoint("a"),
  numberPoint: ({ VISITS }) => VISITS.writeDataPoint(5),
  listPoint: ({ VISITS }) => VISITS.writeDataPoint([]),
  functionPoint: ({ VISITS }) => VISITS.writeDataPoint(() => {}),
  emptyPoint: ({ VISITS }) => VISITS.writeDataPoint({}),
  unknownMember: ({ VISITS }) => VISITS.writeDataPoint({ x: 1 }),
  undefinedMembers: ({ VISITS }) => VISITS.writeDataPoint({ indexes: undefined, blobs: undefined, doubles: undefined }),
  emptyLists: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [], blobs: [], doubles: [] }),
  secondArgument: ({ VISITS }) => VISITS.writeDataPoint({}, 1),
  nullIndexes: ({ VISITS }) => VISITS.writeDataPoint({ indexes: null }),
  nullBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: null }),
  nullDoubles: ({ VISITS }) => VISITS.writeDataPoint({ doubles: null }),
  textIndexes: ({ VISITS }) => VISITS.writeDataPoint({ indexes: "a" }),
  objectBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: { length: 1, 0: "a" } }),
  setBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: new Set(["a"]) }),
  bytesAsBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: bytes(3) }),
  typedDoubles: ({ VISITS }) => VISITS.writeDataPoint({ doubles: new Float64Array([1, 2]) }),
  numberDoubles: ({ VISITS }) => VISITS.writeDataPoint({ doubles: 5 }),
  twoIndexes: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["a", "b"] }),
  nullIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [null] }),
  undefinedIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [undefined] }),
  numberIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [5] }),
  booleanIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [true] }),
  objectIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [{}] }),
  symbolIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [Symbol("a")] }),
  bufferIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [bytes(96).buffer] }),
  viewIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [bytes(96)] }),
  longIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["x".repeat(96)] }),
  longerIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["x".repeat(97)] }),
  longerBytes: ({ VISITS }) => VISITS.writeDataPoint({ indexes: [bytes(97)] }),
  wideIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["é".repeat(48)] }),
  widerIndex: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["é".repeat(48) + "a"] }),
  loneSurrogate: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["\ud800".repeat(32)] }),
  loneSurrogates: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["\ud800".repeat(33)] }),
  twentyBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: list(20, "a") }),
  manyBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: list(21, "a") }),
  mixedBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: ["a", null, undefined, bytes(2), bytes(2).buffer, new DataView(bytes(4).buffer)] }),
  numberBlob: ({ VISITS }) => VISITS.writeDataPoint({ blobs: [1, "a"] }),
  dateBlob: ({ VISITS }) => VISITS.writeDataPoint({ blobs: [new Date(0)] }),
  listBlob: ({ VISITS }) => VISITS.writeDataPoint({ blobs: [["a"]] }),
  fullBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: list(20, "x".repeat(256)) }),
  overfullBlobs: ({ VISITS }) => VISITS.writeDataPoint({ blobs: [...list(19, "x".repeat(256)), "x".repeat(257)] }),
  oneFullBlob: ({ VISITS }) => VISITS.writeDataPoint({ blobs: ["x".repeat(5120)] }),
  oneHugeBlob: ({ VISITS }) => VISITS.writeDataPoint({ blobs: ["x".repeat(16385)] }),
  twentyDoubles: ({ VISITS }) => VISITS.writeDataPoint({ doubles: list(20, 1) }),
  manyDoubles: ({ VISITS }) => VISITS.writeDataPoint({ doubles: list(21, 1) }),
  oddDoubles: ({ VISITS }) => VISITS.writeDataPoint({ doubles: [NaN, Infinity, -Infinity, -0, 1e308] }),
  textDoubles: ({ VISITS }) => VISITS.writeDataPoint({ doubles: ["1", "x", "", null, undefined, true, {}, []] }),
  bigDouble: ({ VISITS }) => VISITS.writeDataPoint({ doubles: [1n] }),
  symbolDouble: ({ VISITS }) => VISITS.writeDataPoint({ doubles: [Symbol("a")] }),
  throwingDouble: ({ VISITS }) => VISITS.writeDataPoint({ doubles: [{ valueOf() { throw new RangeError("mine"); } }] }),
  getters: ({ VISITS }) => {
    const seen = [];
    VISITS.writeDataPoint({
      get doubles() { seen.push("doubles"); return [1]; },
      get blobs() { seen.push("blobs"); return ["a"]; },
      get indexes() { seen.push("indexes"); return ["a"]; },
    });
    return seen;
  },
  throwingGetter: ({ VISITS }) => VISITS.writeDataPoint({ get blobs() { throw new RangeError("mine"); } }),
  severalWrongs: ({ VISITS }) => VISITS.writeDataPoint({ indexes: ["a", "b"], blobs: list(21, "a"), doubles: list(21, 1) }),
  blobsBeforeDoubles: ({ VISITS }) => VISITS.writeDataPoint({ blobs: list(21, "a"), doubles: list(21, 1) }),
  named: ({ NAMED }) => NAMED.writeDataPoint({ indexes: ["a"] }),
  object: ({ VISITS }) => [typeof VISITS, typeof VISITS.writeDataPoint, VISITS.writeDataPoint.length, Object.keys(VISITS), String(VISITS)],
  name: ({ VISITS }) => [VISITS.constructor.name, Object.getOwnPropertyNames(Object.getPrototypeOf(VISITS)).sort()],
  unbound: ({ VISITS }) => (0, VISITS.writeDataPoint)({}),
  unboundOther: ({ VISITS }) => VISITS.writeDataPoint.call({}, {}),
  construct: ({ VISITS }) => new VISITS.constructor(),
  twentyFive: ({ VISITS }) => { for (let i = 0; i < 60; i++) VISITS.writeDataPoint({ doubles: [i] }); },
};

export default {
  async fetch(request, env) {
    const lines = [];
    for (const [name, snippet] of Object.entries(snippets)) {
      let line;
      try {
        const value = await snippet(env);
        line = value === undefined ? "taken" : JSON.stringify(value);
      } catch (error) {
        line = `${error.constructor.name}: ${error.message}`;
      }
      lines.push(`${name}: ${line}`);
    }
    return new Response(lines.join("\n") + "\n");
  },
};
