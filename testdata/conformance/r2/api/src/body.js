// Ways to read an object, and what happens to the second.
const fresh = async (b, text = "héllo", options) => {
  await b.put("k", text, options);
  return b.get("k");
};
const twice = (first, second) => async (b) => {
  const o = await fresh(b, '{"a":1}');
  await o[first]();
  return o[second]();
};

export const snippets = {
  text: async (b) => (await fresh(b)).text(),
  textBom: async (b) => (await fresh(b, "\ufeffx")).text(),
  textBadBytes: async (b) =>
    (await fresh(b, new Uint8Array([97, 255, 98]))).text(),
  json: async (b) => (await fresh(b, '{"a":[1,null]}')).json(),
  jsonBad: async (b) => {
    const error = await (await fresh(b, "{")).json().catch((e) => e);
    return [error.name, error instanceof SyntaxError];
  },
  jsonEmpty: async (b) => {
    const error = await (await fresh(b, "")).json().catch((e) => e);
    return error.name;
  },
  arrayBuffer: async (b) => (await fresh(b)).arrayBuffer(),
  arrayBufferKind: async (b) => String(await (await fresh(b)).arrayBuffer()),
  bytes: async (b) => (await fresh(b)).bytes(),
  bytesKind: async (b) =>
    String(Object.prototype.toString.call(await (await fresh(b)).bytes())),
  blob: async (b) => {
    const blob = await (await fresh(b)).blob();
    return [blob.size, blob.type, await blob.text()];
  },
  blobType: async (b) => {
    const o = await fresh(b, "x", {
      httpMetadata: { contentType: "text/css" },
    });
    return (await o.blob()).type;
  },
  body: async (b) => {
    const o = await fresh(b);
    const chunks = [];
    for await (const chunk of o.body) chunks.push(...chunk);
    return [new Uint8Array(chunks), o.bodyUsed];
  },
  bodyEmpty: async (b) => {
    const o = await fresh(b, "");
    const { done } = await o.body.getReader().read();
    return done;
  },
  byob: async (b) => {
    const o = await fresh(b);
    const reader = o.body.getReader({ mode: "byob" });
    const { value, done } = await reader.read(new Uint8Array(4));
    return [value.length > 0, done];
  },
  usedBefore: async (b) => (await fresh(b)).bodyUsed,
  usedAfter: async (b) => {
    const o = await fresh(b);
    const reading = o.text();
    const during = o.bodyUsed;
    await reading;
    return [during, o.bodyUsed];
  },
  textTwice: twice("text", "text"),
  textJson: twice("text", "json"),
  jsonArrayBuffer: twice("json", "arrayBuffer"),
  arrayBufferBytes: twice("arrayBuffer", "bytes"),
  bytesBlob: twice("bytes", "blob"),
  readThenText: async (b) => {
    const o = await fresh(b);
    const reader = o.body.getReader();
    await reader.read();
    reader.releaseLock();
    return o.text();
  },
  lockedThenText: async (b) => {
    const o = await fresh(b);
    o.body.getReader();
    return o.text();
  },
  lockedThenBuffer: async (b) => {
    const o = await fresh(b);
    o.body.getReader();
    return o.arrayBuffer();
  },
  lockedUsed: async (b) => {
    const o = await fresh(b);
    o.body.getReader();
    return [o.bodyUsed, o.body.locked];
  },
  cancelled: async (b) => {
    const o = await fresh(b);
    await o.body.cancel();
    return [o.bodyUsed, await o.text().catch((e) => e.message)];
  },
  tee: async (b) => {
    const o = await fresh(b);
    const [one, two] = o.body.tee();
    return [await new Response(one).text(), await new Response(two).text()];
  },
  deletedWhileHeld: async (b) => {
    const o = await fresh(b);
    await b.delete("k");
    return [await b.head("k"), await o.text()];
  },
  overwrittenWhileHeld: async (b) => {
    const o = await fresh(b, "before");
    await b.put("k", "after");
    return [await o.text(), await (await b.get("k")).text()];
  },
  copy: async (b) => {
    const o = await fresh(b, "copied");
    const put = await b.put("copy", o.body);
    return [put.size, await (await b.get("copy")).text(), o.bodyUsed];
  },
  copyPart: async (b) => {
    await b.put("k", "0123456789");
    const o = await b.get("k", { range: { offset: 2, length: 3 } });
    const put = await b.put("copy", o.body);
    return [put.size, await (await b.get("copy")).text()];
  },
  copyUsed: async (b) => {
    const o = await fresh(b, "copied");
    await o.text();
    return b.put("copy", o.body);
  },
  copyLocked: async (b) => {
    const o = await fresh(b, "copied");
    o.body.getReader();
    return b.put("copy", o.body);
  },
  pipe: async (b) => {
    const o = await fresh(b, "piped");
    const upper = o.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(
        new TransformStream({
          transform: (chunk, controller) =>
            controller.enqueue(chunk.toUpperCase()),
        }),
      )
      .pipeThrough(new TextEncoderStream());
    return new Response(upper).text();
  },
};
