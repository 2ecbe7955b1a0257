import { ByteLengthQueuingStrategy, ReadableStream, TransformStream, WritableStream } from "web-streams-polyfill";

export default async function run() {
  const out = [];
  const source = new ReadableStream({ start(c) { for (const x of [1, 2, 3]) c.enqueue(x); c.close(); } }, { highWaterMark: 2 });
  const [a, b] = source.tee();
  await a.pipeThrough(new TransformStream({ transform(x, c) { c.enqueue(x * 2); }, flush(c) { c.enqueue("end"); } })).pipeTo(new WritableStream({ write(x) { out.push(x); } }));
  const r = b.getReader();
  for (;;) { const { done, value } = await r.read(); if (done) break; out.push(value); }
  const bytes = new ReadableStream({ type: "bytes", pull(c) { c.enqueue(new Uint8Array([1, 2, 3, 4])); c.close(); } });
  const byob = await bytes.getReader({ mode: "byob" }).read(new Uint8Array(3));
  return [out, [...byob.value], new ByteLengthQueuingStrategy({ highWaterMark: 5 }).size(new Uint8Array(3))];
}
