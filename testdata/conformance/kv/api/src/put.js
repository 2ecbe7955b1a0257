const encoder = new TextEncoder();

function stream(...chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

export async function run(probe, { KV }) {
  await probe.try("no arguments", () => KV.put());
  await probe.try("no value", () => KV.put("key"));
  const values = {
    text: "téxt",
    empty: "",
    number: 5,
    "not a number": NaN,
    boolean: true,
    null: null,
    undefined: undefined,
    bigint: 5n,
    symbol: Symbol("x"),
    object: {},
    array: [1],
    date: new Date(0),
    blob: new Blob(["x"]),
    function: () => 1,
    url: new URL("https://example.com/"),
    string: new String("x"),
    map: new Map(),
    error: new Error("x"),
    response: new Response("x"),
    "looks like a view": { buffer: new ArrayBuffer(1), byteOffset: 0, byteLength: 1 },
    ArrayBuffer: new Uint8Array([1, 2, 255]).buffer,
    "empty ArrayBuffer": new ArrayBuffer(0),
    view: new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
    DataView: new DataView(new ArrayBuffer(4), 1, 2),
    Uint16Array: new Uint16Array([258, 3]),
    Float64Array: new Float64Array([1]),
    body: new Response("streamed").body,
    "empty stream": stream(),
    "stream of bytes": stream(encoder.encode("ab"), encoder.encode("cd")),
    "stream of views": stream(new Uint8Array([65, 66]).subarray(1), new DataView(new ArrayBuffer(1))),
  };
  for (const [name, value] of Object.entries(values)) {
    await probe.try(`put ${name}`, () => KV.put(name, value));
    await probe.try(`get ${name}`, () => KV.get(name, "arrayBuffer"));
  }
  await probe.try("lone surrogate", () => KV.put("surrogate", "a\ud800b\udc00\ud83d\ude00"));
  await probe.try("lone surrogate back", () => KV.get("surrogate", "arrayBuffer"));
  await probe.try("lone surrogate as text", async () => (await KV.get("surrogate")).split("").map((c) => c.charCodeAt(0)));
  await probe.try("stream that fails", () =>
    KV.put(
      "failed",
      new ReadableStream({
        pull(controller) {
          controller.error(new RangeError("boom"));
        },
      }),
    ),
  );
  await probe.try("stream of numbers", () => KV.put("numbers", stream(5)));
  const locked = new Response("x").body;
  locked.getReader();
  await probe.try("locked stream", () => KV.put("locked", locked));
  await probe.try("stream read in part", async () => {
    const rest = stream(new Uint8Array([65]), new Uint8Array([66]));
    const reader = rest.getReader();
    await reader.read();
    reader.releaseLock();
    await KV.put("rest", rest);
    return KV.get("rest");
  });
  await probe.try("a stored body is used", async () => {
    const response = new Response("abc");
    await KV.put("used", response.body);
    return response.bodyUsed;
  });
  await probe.try("writing again", async () => {
    await KV.put("again", "1");
    await KV.put("again", "2");
    return KV.get("again");
  });
  await probe.try("many at once", async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => KV.put(`many:${i}`, String(i))));
    return (await Promise.all(Array.from({ length: 50 }, (_, i) => KV.get(`many:${i}`)))).join();
  });
  await probe.try("a large value", async () => {
    const bytes = new Uint8Array(200_000).map((_, i) => i * 7);
    await KV.put("large", bytes);
    const back = new Uint8Array(await KV.get("large", "arrayBuffer"));
    return [back.length, back.every((b, i) => b === bytes[i])];
  });
  await probe.try("delete", async () => {
    await KV.delete("large");
    return KV.get("large");
  });
  await probe.try("delete nothing", () => KV.delete("nothing"));
  await probe.try("delete without arguments", () => KV.delete());
}
