// Streams as values: their length must be known.
const textStream = (...chunks) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
const fixed = (length, ...chunks) => {
  const { readable, writable } = new FixedLengthStream(length);
  const writing = textStream(...chunks).pipeTo(writable);
  writing.catch(() => {});
  return readable;
};
const stored = async (b, value, options) => {
  const put = await b.put("k", value, options);
  return [put.size, await (await b.get("k")).text()];
};

export const snippets = {
  unknownLength: (b) => stored(b, textStream("a")),
  transformed: (b) =>
    stored(b, textStream("a").pipeThrough(new TransformStream())),
  identity: (b) =>
    stored(b, textStream("a").pipeThrough(new IdentityTransformStream())),
  fixed: (b) => stored(b, fixed(5, "he", "llo")),
  fixedBig: (b) => stored(b, fixed(5n, "hello")),
  fixedEmpty: (b) => stored(b, fixed(0)),
  responseText: (b) => stored(b, new Response("hello").body),
  responseBytes: (b) =>
    stored(b, new Response(new Uint8Array([104, 105])).body),
  responseBlob: (b) => stored(b, new Response(new Blob(["blob"])).body),
  responseEmpty: (b) => stored(b, new Response("").body),
  responseNull: (b) => stored(b, new Response(null).body),
  responseOfStream: (b) => stored(b, new Response(textStream("a")).body),
  responseOfFixed: (b) => stored(b, new Response(fixed(2, "ab")).body),
  requestBody: (b) =>
    stored(b, new Request("http://x", { method: "POST", body: "posted" }).body),
  blobStream: (b) => stored(b, new Blob(["blob"]).stream()),
  teed: (b) => stored(b, new Response("hello").body.tee()[0]),
  used: async (b) => {
    const { body } = new Response("hello");
    await new Response(body).text();
    return stored(b, body);
  },
  locked: async (b) => {
    const { body } = new Response("hello");
    body.getReader();
    return stored(b, body);
  },
  nothingStoredAfterRefusal: async (b) => {
    await b.put("n", "before");
    const error = await b.put("n", textStream("a")).catch((e) => e.name);
    return [error, await (await b.get("n")).text()];
  },
  refusedIsRejection: async (b) => {
    const done = b.put("n", textStream("a"));
    return [done instanceof Promise, await done.catch((e) => e.name)];
  },
  cancelledOnRefusal: async (b) => {
    let reason = "not cancelled";
    const stream = new ReadableStream({
      cancel(why) {
        reason = why;
      },
    });
    await b.put("n", stream).catch(() => {});
    return [String(reason), stream.locked];
  },
  cancelledOnBadOption: async (b) => {
    let reason = "not cancelled";
    const stream = new ReadableStream({
      cancel(why) {
        reason = why;
      },
    });
    await b.put("n", stream, { md5: "00" }).catch(() => {});
    return String(reason);
  },
  checksum: (b) =>
    stored(b, fixed(5, "hello"), { md5: "5d41402abc4b2a76b9719d911017c592" }),
  wrongChecksum: (b) => stored(b, fixed(5, "hello"), { md5: "0".repeat(32) }),
  failing: async (b) => {
    await b.put("f", "before");
    const { readable, writable } = new FixedLengthStream(10);
    const writer = writable.getWriter();
    writer.write(new TextEncoder().encode("half")).catch(() => {});
    writer.abort(new RangeError("broken")).catch(() => {});
    const error = await b
      .put("f", readable)
      .catch((e) => `${e.name} ${e.message}`);
    return [error, await (await b.get("f")).text()];
  },
  tooShort: async (b) => {
    await b.put("f", "before");
    const error = await b
      .put("f", fixed(9, "short"))
      .catch((e) => `${e.name} ${e.message}`);
    return [error, await (await b.get("f")).text()];
  },
  tooLong: async (b) => {
    await b.put("f", "before");
    const error = await b
      .put("f", fixed(2, "long"))
      .catch((e) => `${e.name} ${e.message}`);
    return [error, await (await b.get("f")).text()];
  },
  uploadPart: async (b) => {
    const upload = await b.createMultipartUpload("m");
    const part = await upload.uploadPart(1, fixed(4, "part"));
    const done = await upload.complete([part]);
    return [done.size, await (await b.get("m")).text()];
  },
  uploadPartUnknown: async (b) => {
    const upload = await b.createMultipartUpload("m");
    return upload.uploadPart(1, textStream("part"));
  },
  slow: async (b) => {
    const { readable, writable } = new FixedLengthStream(6);
    const writer = writable.getWriter();
    const done = b.put("slow", readable);
    for (const text of ["ab", "cd", "ef"]) {
      await scheduler.wait(5);
      await writer.write(new TextEncoder().encode(text));
    }
    await writer.close();
    return [(await done).size, await (await b.get("slow")).text()];
  },
};

export const actions = {
  async put(bucket, request) {
    const object = await bucket.put("posted", request.body, {
      httpMetadata: request.headers,
    });
    const got = await bucket.get("posted");
    const headers = new Headers();
    got.writeHttpMetadata(headers);
    headers.set("x-size", String(object.size));
    headers.set("etag", got.httpEtag);
    return new Response(got.body, { headers });
  },
  async refuse(bucket, request) {
    const error = await bucket.put("posted", request.body).catch((e) => e);
    return new Response(`${error.name}: ${error.message}`);
  },
};
