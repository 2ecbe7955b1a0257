// The classes, their members, and the shapes of what they give.
const members = (o) => Object.keys(o);
const chain = (o) => {
  const names = [];
  for (let p = Object.getPrototypeOf(o); p; p = Object.getPrototypeOf(p))
    names.push(p.constructor.name);
  return names;
};
const forIn = (o) => {
  const names = [];
  for (const name in o) names.push(name);
  return names;
};

export const snippets = {
  bucket: (b) => [String(b), chain(b), members(b), forIn(b)],
  bucketJson: (b) => JSON.stringify(b),
  methods: (b) =>
    members(b)
      .concat(forIn(b))
      .map((name) => [name, typeof b[name], b[name].length]),
  noConstructor: (b) => new (Object.getPrototypeOf(b).constructor)(),
  globals: () =>
    ["R2Bucket", "R2Object", "HeadResult", "R2MultipartUpload"].map(
      (name) => typeof globalThis[name],
    ),
  putResult: (b) => b.put("a", "hello"),
  putChain: async (b) => {
    const o = await b.put("a", "hello");
    return [String(o), chain(o), members(o), forIn(o)];
  },
  headResult: (b) => b.head("a"),
  headChain: async (b) => {
    const o = await b.head("a");
    return [String(o), chain(o), members(o), forIn(o), "body" in o];
  },
  getResult: (b) => b.get("a"),
  getChain: async (b) => {
    const o = await b.get("a");
    return [String(o), chain(o), members(o), forIn(o), "body" in o];
  },
  getJson: async (b) => {
    const o = JSON.parse(JSON.stringify(await b.get("a")));
    return Object.entries(o).map(([name, value]) => [name, typeof value]);
  },
  descriptors: async (b) => {
    const o = await b.head("a");
    const d = Object.getOwnPropertyDescriptor(o, "key");
    return [d.enumerable, d.configurable, d.writable, typeof d.get];
  },
  assignment: async (b) => {
    "use strict";
    const o = await b.head("a");
    try {
      o.key = "other";
    } catch (error) {
      return [error.name, o.key];
    }
  },
  sameParts: async (b) => {
    const o = await b.get("a");
    return [
      o.checksums === o.checksums,
      o.httpMetadata === o.httpMetadata,
      o.customMetadata === o.customMetadata,
      o.uploaded === o.uploaded,
      o.range === o.range,
      o.body === o.body,
    ];
  },
  spread: async (b) => ({ ...(await b.get("a")) }),
  headMissing: (b) => b.head("missing"),
  getMissing: (b) => b.get("missing"),
  httpEtag: async (b) => {
    const { etag, httpEtag } = await b.head("a");
    return [etag, httpEtag];
  },
  version: async (b) => {
    const one = await b.put("v", "1");
    const two = await b.put("v", "1");
    const now = await b.head("v");
    return [
      one.version === two.version,
      two.version === now.version,
      one.etag === two.etag,
      one.uploaded <= two.uploaded,
      two.uploaded.getTime() === now.uploaded.getTime(),
    ];
  },
  checksumsObject: async (b) => {
    const { checksums } = await b.head("a");
    return [
      String(checksums),
      chain(checksums),
      members(checksums),
      checksums.toJSON(),
      JSON.stringify(checksums),
    ];
  },
  checksumsMd5: async (b) => (await b.head("a")).checksums.md5,
  checksumsOthers: async (b) => {
    const { checksums } = await b.head("a");
    return [checksums.sha1, checksums.sha256, checksums.sha384].map(
      (sum) => typeof sum,
    );
  },
  bodyMembers: async (b) => {
    const o = await b.get("a");
    return [String(o.body), o.bodyUsed, o.body instanceof ReadableStream];
  },
  illegalThis: (b) => b.head.call({}, "a"),
  illegalGetter: async (b) => {
    const o = await b.get("a");
    return o.text.call({});
  },
  upload: async (b) => {
    const u = await b.createMultipartUpload("m");
    return [
      String(u),
      chain(u),
      members(u),
      forIn(u),
      u.key,
      typeof u.uploadId,
    ];
  },
  resumed: (b) => {
    const u = b.resumeMultipartUpload("m", "any");
    return [u.key, u.uploadId];
  },
  rpcLike: (b) => typeof b.nothing,
};
