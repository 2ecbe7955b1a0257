import * as pako from "pako";

export default function run() {
  const data = new TextEncoder().encode("abcabcabc ".repeat(50));
  const inflate = new pako.Inflate({ to: "string" });
  inflate.push(pako.deflate(data), true);
  return [[...pako.deflate(data, { level: 9 })], pako.ungzip(pako.gzip(data)).length, inflate.result.length, [...pako.deflateRaw(new Uint8Array(10))], pako.inflateRaw(pako.deflateRaw(data), { to: "string" }).slice(0, 10)];
}
