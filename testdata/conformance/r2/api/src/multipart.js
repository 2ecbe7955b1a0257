// Uploads in parts, and everything that can go wrong with them.
import { tried } from "./show.js";

const MiB = 1 << 20;
const five = 5 * MiB;
const block = (size, byte) => new Uint8Array(size).fill(byte);
const begin = async (b, sizes, key = "m") => {
  const upload = await b.createMultipartUpload(key);
  const parts = [];
  for (const [i, size] of sizes.entries())
    parts.push(await upload.uploadPart(i + 1, block(size, 65 + i)));
  return { upload, parts };
};

export const snippets = {
  create: (b) => b.createMultipartUpload("m"),
  different: async (b) => {
    const one = await b.createMultipartUpload("m");
    const two = await b.createMultipartUpload("m");
    return one.uploadId === two.uploadId;
  },
  notThere: async (b) => {
    await begin(b, [10]);
    return [await b.head("m"), (await b.list()).objects.length];
  },
  part: async (b) => {
    const { parts } = await begin(b, [10]);
    return [Object.keys(parts[0]), parts[0].partNumber, typeof parts[0].etag];
  },
  onePart: async (b) => {
    const { upload, parts } = await begin(b, [10]);
    return upload.complete(parts);
  },
  onePartRead: async (b) => (await b.get("m")).text(),
  onePartHead: (b) => b.head("m"),
  twoParts: async (b) => {
    const { upload, parts } = await begin(b, [five, 10], "two");
    return upload.complete(parts);
  },
  twoRead: async (b) => {
    const o = await b.get("two");
    const bytes = new Uint8Array(await o.arrayBuffer());
    return [o.size, bytes.length, bytes[five - 1], bytes[five], o.range];
  },
  twoRange: async (b) => {
    const o = await b.get("two", { range: { offset: five - 2, length: 4 } });
    return [o.range, await o.text()];
  },
  twoRangeFirst: async (b) =>
    (await b.get("two", { range: { length: 3 } })).text(),
  twoRangeSecond: async (b) =>
    (await b.get("two", { range: { suffix: 3 } })).text(),
  twoChecksums: async (b) => (await b.head("two")).checksums,
  twoCondition: async (b) => {
    const { etag } = await b.head("two");
    const o = await b.get("two", { onlyIf: { etagMatches: etag } });
    return ["body" in o, etag];
  },
  outOfOrder: async (b) => {
    const upload = await b.createMultipartUpload("order");
    const second = await upload.uploadPart(2, "end");
    const first = await upload.uploadPart(1, block(five, 65));
    const done = await upload.complete([first, second]);
    return [done.size, done.etag];
  },
  listedBackwards: async (b) => {
    const { upload, parts } = await begin(b, [five, five], "back");
    const done = await upload.complete(parts.reverse());
    const o = await b.get("back", { range: { length: 1 } });
    return [done.size, done.etag, await o.text()];
  },
  gaps: async (b) => {
    const upload = await b.createMultipartUpload("gaps");
    const last = await upload.uploadPart(10000, "end");
    const first = await upload.uploadPart(7, block(five, 66));
    const done = await upload.complete([first, last]);
    return done.size;
  },
  replaced: async (b) => {
    const upload = await b.createMultipartUpload("replaced");
    const old = await upload.uploadPart(1, "old");
    const part = await upload.uploadPart(1, "newer");
    return [
      await tried(() => upload.complete([old])),
      (await upload.complete([part])).size,
      await (await b.get("replaced")).text(),
    ];
  },
  someParts: async (b) => {
    const { upload, parts } = await begin(b, [five, five, 10], "some");
    const done = await upload.complete([parts[0], parts[2]]);
    const o = await b.get("some", { range: { suffix: 1 } });
    return [done.size, await o.text()];
  },
  metadata: async (b) => {
    const upload = await b.createMultipartUpload("meta", {
      httpMetadata: {
        contentType: "a/b",
        cacheExpiry: new Date(1700000000000),
      },
      customMetadata: { a: "1" },
    });
    const done = await upload.complete([await upload.uploadPart(1, "x")]);
    const head = await b.head("meta");
    return [
      done.httpMetadata,
      done.customMetadata,
      head.httpMetadata,
      head.customMetadata,
    ];
  },
  metadataHeaders: async (b) => {
    const upload = await b.createMultipartUpload("meta", {
      httpMetadata: new Headers({ "content-type": "c/d" }),
    });
    return (await upload.complete([await upload.uploadPart(1, "x")]))
      .httpMetadata;
  },
  resume: async (b) => {
    const { uploadId } = await b.createMultipartUpload("resumed");
    const upload = b.resumeMultipartUpload("resumed", uploadId);
    const done = await upload.complete([await upload.uploadPart(1, "x")]);
    return [done.key, done.size];
  },
  resumeTwice: async (b) => {
    const { uploadId } = await b.createMultipartUpload("resumed");
    const one = await b
      .resumeMultipartUpload("resumed", uploadId)
      .uploadPart(1, block(five, 67));
    const two = await b
      .resumeMultipartUpload("resumed", uploadId)
      .uploadPart(2, "x");
    return (
      await b.resumeMultipartUpload("resumed", uploadId).complete([one, two])
    ).size;
  },
  overwrites: async (b) => {
    await b.put("over", "single");
    const { upload, parts } = await begin(b, [7], "over");
    const before = await (await b.get("over")).text();
    await upload.complete(parts);
    const after = await (await b.get("over")).text();
    await b.put("over", "again");
    return [before, after, await (await b.get("over")).text()];
  },
  deleted: async (b) => {
    await b.delete("two");
    return b.head("two");
  },
  values: async (b) => {
    const upload = await b.createMultipartUpload("values");
    const out = [];
    for (const value of [
      "text",
      new Uint8Array(2),
      new ArrayBuffer(3),
      new Blob(["blob"]),
      new Response("body").body,
    ])
      out.push((await upload.uploadPart(1, value)).partNumber);
    return out;
  },
  valueNull: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart(1, null),
  valueUndefined: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart(1, undefined),
  valueMissing: async (b) => (await b.createMultipartUpload("v")).uploadPart(1),
  valueNumber: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart(1, 5),
  noArguments: async (b) => (await b.createMultipartUpload("v")).uploadPart(),
  numberZero: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart(0, "x"),
  numberNegative: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart(-1, "x"),
  numberTooLarge: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart(10001, "x"),
  numberFraction: async (b) =>
    (await (await b.createMultipartUpload("v")).uploadPart(1.9, "x"))
      .partNumber,
  numberText: async (b) =>
    (await (await b.createMultipartUpload("v")).uploadPart("3", "x"))
      .partNumber,
  numberNonsense: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart("x", "x"),
  numberHuge: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart(2 ** 33, "x"),
  textOptions: async (b) =>
    (await b.createMultipartUpload("v")).uploadPart(1, "x", "o"),
  emptyPart: async (b) => {
    const { upload, parts } = await begin(b, [0], "empty");
    const done = await upload.complete(parts);
    return [done.size, done.etag, await (await b.get("empty")).text()];
  },
  noParts: async (b) => (await b.createMultipartUpload("none")).complete([]),
  completeNothing: async (b) => (await b.createMultipartUpload("v")).complete(),
  completeNull: async (b) =>
    (await b.createMultipartUpload("v")).complete(null),
  completeObject: async (b) =>
    (await b.createMultipartUpload("v")).complete({}),
  completeText: async (b) =>
    (await b.createMultipartUpload("v")).complete(["x"]),
  completeNoEtag: async (b) =>
    (await b.createMultipartUpload("v")).complete([{ partNumber: 1 }]),
  completeNoNumber: async (b) =>
    (await b.createMultipartUpload("v")).complete([{ etag: "x" }]),
  completeZero: async (b) =>
    (await b.createMultipartUpload("v")).complete([
      { partNumber: 0, etag: "x" },
    ]),
  completeTooLarge: async (b) =>
    (await b.createMultipartUpload("v")).complete([
      { partNumber: 10001, etag: "x" },
    ]),
  completeUnknownPart: async (b) => {
    const { upload, parts } = await begin(b, [10]);
    return upload.complete([{ ...parts[0], partNumber: 2 }]);
  },
  completeWrongEtag: async (b) => {
    const { upload } = await begin(b, [10]);
    return upload.complete([{ partNumber: 1, etag: "wrong" }]);
  },
  completeTwiceSamePart: async (b) => {
    const { upload, parts } = await begin(b, [10]);
    return upload.complete([parts[0], parts[0]]);
  },
  tooSmall: async (b) => {
    const { upload, parts } = await begin(b, [10, 10]);
    return upload.complete(parts);
  },
  tooSmallByOne: async (b) => {
    const { upload, parts } = await begin(b, [five - 1, 10]);
    return upload.complete(parts);
  },
  differentSizes: async (b) => {
    const { upload, parts } = await begin(b, [five, five + 1, 10]);
    return upload.complete(parts);
  },
  lastLarger: async (b) => {
    const { upload, parts } = await begin(b, [five, five + 1]);
    return upload.complete(parts);
  },
  afterFailedComplete: async (b) => {
    const { upload, parts } = await begin(b, [10, 10], "again");
    const failed = await tried(() => upload.complete(parts));
    return [failed, (await upload.complete([parts[0]])).size];
  },
  completeAgain: async (b) => {
    const { upload, parts } = await begin(b, [10]);
    await upload.complete(parts);
    return upload.complete(parts);
  },
  partAfterComplete: async (b) => {
    const { upload, parts } = await begin(b, [10]);
    await upload.complete(parts);
    return upload.uploadPart(2, "x");
  },
  abortAfterComplete: async (b) => {
    const { upload, parts } = await begin(b, [10], "kept");
    await upload.complete(parts);
    return [await upload.abort(), (await b.head("kept")).size];
  },
  abort: async (b) => (await b.createMultipartUpload("a")).abort(),
  abortWithParts: async (b) => (await begin(b, [10], "a")).upload.abort(),
  abortTwice: async (b) => {
    const upload = await b.createMultipartUpload("a");
    await upload.abort();
    return upload.abort();
  },
  partAfterAbort: async (b) => {
    const upload = await b.createMultipartUpload("a");
    await upload.abort();
    return upload.uploadPart(1, "x");
  },
  completeAfterAbort: async (b) => {
    const { upload, parts } = await begin(b, [10], "a");
    await upload.abort();
    return upload.complete(parts);
  },
  unknownPart: (b) =>
    b.resumeMultipartUpload("m", "unknown").uploadPart(1, "x"),
  unknownComplete: (b) =>
    b
      .resumeMultipartUpload("m", "unknown")
      .complete([{ partNumber: 1, etag: "x" }]),
  unknownCompleteEmpty: (b) =>
    b.resumeMultipartUpload("m", "unknown").complete([]),
  unknownAbort: (b) => b.resumeMultipartUpload("m", "unknown").abort(),
  emptyIdPart: (b) => b.resumeMultipartUpload("m", "").uploadPart(1, "x"),
  otherKeyPart: async (b) => {
    const { uploadId } = await b.createMultipartUpload("m");
    return b.resumeMultipartUpload("other", uploadId).uploadPart(1, "x");
  },
  otherKeyComplete: async (b) => {
    const { upload, parts } = await begin(b, [10]);
    return b.resumeMultipartUpload("other", upload.uploadId).complete(parts);
  },
  otherKeyAbort: async (b) => {
    const { uploadId } = await b.createMultipartUpload("m");
    return b.resumeMultipartUpload("other", uploadId).abort();
  },
  longKey: (b) =>
    b.resumeMultipartUpload("k".repeat(1025), "x").uploadPart(1, "x"),
  metadataTooLarge: async (b) =>
    (
      await b.createMultipartUpload("big", {
        customMetadata: { a: "x".repeat(9000) },
      })
    ).key,
};
