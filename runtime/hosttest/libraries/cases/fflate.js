import { decompressSync, deflateSync, gunzipSync, gzipSync, inflateSync, strFromU8, strToU8, unzipSync, unzlibSync, zipSync, zlibSync } from "fflate";

export default function run() {
  const data = strToU8("hello hello hello ".repeat(100));
  const zip = zipSync({ "a.txt": data, d: { "b.bin": [new Uint8Array([1, 2, 3]), { level: 0 }] } }, { mtime: "2020-01-01T12:00:00" });
  return [strFromU8(gunzipSync(gzipSync(data, { mtime: 0 }))).length, [...deflateSync(data, { level: 9 })], strFromU8(inflateSync(deflateSync(data))) === strFromU8(data), strFromU8(unzlibSync(zlibSync(data))).length, Object.keys(unzipSync(zip)), decompressSync(gzipSync(data)).length];
}
