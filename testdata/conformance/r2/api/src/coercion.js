// Arguments of wrong types, and the order in which they are looked at.
const key16 = "00112233445566778899aabbccddeeff";

export const snippets = {
  headNothing: (b) => b.head(),
  headNumber: async (b) => (await b.head(5)) === null,
  headSymbol: (b) => b.head(Symbol("s")),
  headThrowing: (b) =>
    b.head({
      toString() {
        throw new RangeError("no text");
      },
    }),
  headRejects: async (b) => {
    const done = b.head(Symbol("s"));
    return [done instanceof Promise, await done.catch((e) => e.name)];
  },
  getNothing: (b) => b.get(),
  getTextOptions: (b) => b.get("k", "options"),
  getNumberOptions: (b) => b.get("k", 5),
  getNullOptions: async (b) => (await b.get("k", null)) === null,
  getListOptions: async (b) => (await b.get("k", [])) === null,
  getHeadersOptions: async (b) => (await b.get("k", new Headers())) === null,
  getRangeNumber: (b) => b.get("k", { range: 5 }),
  getOnlyIfNumber: (b) => b.get("k", { onlyIf: 5 }),
  getOnlyIfList: async (b) => (await b.get("k", { onlyIf: [] })) === null,
  getGetterThrows: (b) =>
    b.get("k", {
      get range() {
        throw new RangeError("no range");
      },
    }),
  getOrder: async (b) => {
    const seen = [];
    await b.get(
      "k",
      new Proxy({}, { get: (_, name) => void seen.push(String(name)) }),
    );
    return seen;
  },
  putOrder: async (b) => {
    const seen = [];
    await b.put(
      "k",
      "x",
      new Proxy({}, { get: (_, name) => void seen.push(String(name)) }),
    );
    return seen;
  },
  listOrder: async (b) => {
    const seen = [];
    await b.list(
      new Proxy({}, { get: (_, name) => void seen.push(String(name)) }),
    );
    return seen;
  },
  onlyIfOrder: async (b) => {
    const seen = [];
    await b.get("k", {
      onlyIf: new Proxy({}, { get: (_, name) => void seen.push(String(name)) }),
    });
    return seen;
  },
  rangeOrder: async (b) => {
    const seen = [];
    await b.get("k", {
      range: new Proxy({}, { get: (_, name) => void seen.push(String(name)) }),
    });
    return seen;
  },
  httpOrder: async (b) => {
    const seen = [];
    await b.put("k", "x", {
      httpMetadata: new Proxy(
        {},
        { get: (_, name) => void seen.push(String(name)) },
      ),
    });
    return seen;
  },
  createNothing: (b) => b.createMultipartUpload(),
  createTextOptions: (b) => b.createMultipartUpload("m", "options"),
  createNullOptions: async (b) =>
    (await b.createMultipartUpload("m", null)).key,
  createOrder: async (b) => {
    const seen = [];
    await b.createMultipartUpload(
      "m",
      new Proxy({}, { get: (_, name) => void seen.push(String(name)) }),
    );
    return seen;
  },
  resumeNothing: (b) => b.resumeMultipartUpload(),
  resumeOne: (b) => b.resumeMultipartUpload("m"),
  resumeNumbers: (b) => {
    const { key, uploadId } = b.resumeMultipartUpload(1, 2);
    return [key, uploadId === "2"];
  },
  ssecShort: (b) => b.put("k", "x", { ssecKey: "00" }),
  ssecFormat: (b) => b.put("k", "x", { ssecKey: "zz" }),
  ssecUpper: (b) => b.put("k", "x", { ssecKey: "AB".repeat(32) }),
  ssecEmpty: (b) => b.put("k", "x", { ssecKey: "" }),
  ssecBytesShort: (b) =>
    b.put("k", "x", { ssecKey: new Uint8Array(16).buffer }),
  ssecViewShort: (b) => b.put("k", "x", { ssecKey: new Uint8Array(31) }),
  ssecNumber: (b) => b.put("k", "x", { ssecKey: 5 }),
  ssecHalf: (b) => b.put("k", "x", { ssecKey: key16 }),
  ssecGetShort: (b) => b.get("k", { ssecKey: "00" }),
  ssecCreateShort: (b) => b.createMultipartUpload("m", { ssecKey: "00" }),
  ssecPartShort: async (b) => {
    const upload = await b.createMultipartUpload("m");
    return upload.uploadPart(1, "x", { ssecKey: "00" });
  },
};
