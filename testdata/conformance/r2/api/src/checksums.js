// Checksums given, checked and returned. The text is "hello".
const sums = {
  md5: "5d41402abc4b2a76b9719d911017c592",
  sha1: "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
  sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
  sha384:
    "59e1748777448c69de6b800d7a33bbfb9ff1b463e44354c3553bcdb9c666fa90125a3c79f90397bdf5f6a13de828684f",
  sha512:
    "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043",
};
const bytes = (hex) =>
  new Uint8Array(hex.match(/../g).map((pair) => parseInt(pair, 16)));
const given = async (b, options) => {
  const put = await b.put("k", "hello", options);
  const head = await b.head("k");
  return [put.checksums, head.checksums];
};

export const snippets = {
  none: (b) => given(b),
  md5: (b) => given(b, { md5: sums.md5 }),
  sha1: (b) => given(b, { sha1: sums.sha1 }),
  sha256: (b) => given(b, { sha256: sums.sha256 }),
  sha384: (b) => given(b, { sha384: sums.sha384 }),
  sha512: (b) => given(b, { sha512: sums.sha512 }),
  upper: (b) => given(b, { sha1: sums.sha1.toUpperCase() }),
  buffer: (b) => given(b, { sha256: bytes(sums.sha256).buffer }),
  view: (b) => given(b, { sha256: bytes(sums.sha256) }),
  md5View: (b) => given(b, { md5: bytes(sums.md5) }),
  dataView: (b) => given(b, { md5: new DataView(bytes(sums.md5).buffer) }),
  returnedBytes: async (b) => {
    const { checksums } = await b.put("k", "hello", { sha256: sums.sha256 });
    return [checksums.sha256, checksums.md5, checksums.sha1 === undefined];
  },
  undefinedSum: (b) => given(b, { md5: undefined }),
  nullSum: (b) => given(b, { md5: null }),
  wrongMd5: (b) => given(b, { md5: "0".repeat(32) }),
  wrongSha1: (b) => given(b, { sha1: "0".repeat(40) }),
  wrongSha256: (b) => given(b, { sha256: "0".repeat(64) }),
  wrongSha384: (b) => given(b, { sha384: "0".repeat(96) }),
  wrongSha512: (b) => given(b, { sha512: "f".repeat(128) }),
  notStored: async (b) => {
    await b.put("n", "before");
    const error = await b
      .put("n", "after", { md5: "0".repeat(32) })
      .catch((e) => e.message.slice(0, 8));
    return [error, await (await b.get("n")).text()];
  },
  shortMd5: (b) => given(b, { md5: "00" }),
  shortSha1: (b) => given(b, { sha1: "00" }),
  shortSha256: (b) => given(b, { sha256: "" }),
  shortSha384: (b) => given(b, { sha384: "00" }),
  shortSha512: (b) => given(b, { sha512: "00" }),
  shortBytes: (b) => given(b, { md5: new Uint8Array(3) }),
  shortBytes1: (b) => given(b, { sha1: new Uint8Array(3) }),
  shortBytes256: (b) => given(b, { sha256: new Uint8Array(33) }),
  shortBytes384: (b) => given(b, { sha384: new Uint8Array(3) }),
  shortBytes512: (b) => given(b, { sha512: new ArrayBuffer(3) }),
  noHex: (b) => given(b, { md5: "z".repeat(32) }),
  noHex1: (b) => given(b, { sha1: "z".repeat(40) }),
  noHex256: (b) => given(b, { sha256: "z".repeat(64) }),
  noHex384: (b) => given(b, { sha384: "z".repeat(96) }),
  noHex512: (b) => given(b, { sha512: "z".repeat(128) }),
  wideText: (b) => given(b, { md5: "é".repeat(32) }),
  number: (b) => given(b, { md5: 5 }),
  object: (b) => given(b, { md5: {} }),
  two: (b) => given(b, { md5: sums.md5, sha1: sums.sha1 }),
  threeOthers: (b) =>
    given(b, { sha256: sums.sha256, sha384: sums.sha384, sha512: sums.sha512 }),
  twoFirstBad: (b) => given(b, { md5: "00", sha1: sums.sha1 }),
  md5Quoted: (b) => given(b, { md5: `"${sums.md5}"` }),
  overwritten: async (b) => {
    await b.put("o", "hello", { sha256: sums.sha256 });
    await b.put("o", "hello");
    return (await b.head("o")).checksums;
  },
  copied: async (b) => {
    await b.put("from", "hello", { sha1: sums.sha1 });
    const { body, checksums } = await b.get("from");
    const put = await b.put("to", body, { sha1: checksums.sha1 });
    return put.checksums;
  },
  list: async (b) => {
    await b.put("list/a", "hello", { sha1: sums.sha1 });
    const { objects } = await b.list({ prefix: "list/" });
    return objects[0].checksums;
  },
};
