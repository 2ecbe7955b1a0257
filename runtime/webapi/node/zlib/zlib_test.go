package zlib_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/crypto"
	"github.com/w2c-dev/w2c/runtime/webapi/encoding"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/module"
	"github.com/w2c-dev/w2c/runtime/webapi/node"
	"github.com/w2c-dev/w2c/runtime/webapi/timers"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// The compressed texts were made by zlib and brotli themselves; error texts are
// workerd's.
func TestDecompress(t *testing.T) {
	vm := webapitest.New(t, es.Class{}, events.Class{}, jsg.Class{}, timers.Class{}, encoding.Class{}, crypto.Class{}, module.Class{}, node.Class{})
	if err := vm.Loop.Do(func() error {
		l := vm.Loop
		return l.VM().Set("require", l.Internals().Get("node").ToObject(l.VM()).Get("require"))
	}); err != nil {
		t.Fatal(err)
	}
	cases := [][2]string{
		{`return [z.gunzipSync(gz), z.inflateSync(df), z.inflateRawSync(rw), z.brotliDecompressSync(br), z.unzipSync(df)].map(String)`,
			`["hello world","hello world","hello world","hello world","hello world"]`},
		{`return z.gunzipSync(Buffer.concat([gz, gz])).toString()`, `hello worldhello world`},
		{`return z.gunzipSync(df)`, `Error: incorrect header check`},
		{`return z.gunzipSync(gz.subarray(0, 20))`, `Error: unexpected end of file`},
		{`const b = Buffer.from(gz); b[b.length - 1] ^= 1; return z.gunzipSync(b)`, `Error: incorrect length check`},
		{`return z.inflateRawSync(Buffer.from([255, 255, 255]))`, `Error: invalid block type`},
		{`return z.gunzipSync(z.gzipSync("x".repeat(1000)), { maxOutputLength: 10 })`, `RangeError: Memory limit exceeded`},
		{`return [z.crc32("hello"), z.crc32("lo", z.crc32("hel"))]`, `[907060870,907060870]`},
		{`return z.zstdDecompressSync(z.zstdCompressSync("abc")).toString()`, `abc`},
		{`const g = z.createGunzip(); let s = ""; g.on("data", (d) => (s += d)); g.write(gz.subarray(0, 12)); g.end(gz.subarray(12)); await new Promise((r) => g.on("end", r)); return s`, `hello world`},
		{`const g = z.createGunzip(); return new Promise((r) => { g.on("error", (e) => r([e.code, e.errno, e.message])); g.end("nope"); })`, `["Z_DATA_ERROR",-3,"incorrect header check"]`},
	}
	for i := range cases {
		cases[i][0] = `const z = require("zlib"), { Buffer } = require("buffer"); const gz = Buffer.from("H4sIAAAAAAAAA8tIzcnJVyjPL8pJAQCFEUoNCwAAAA==", "base64"), df = Buffer.from("eJzLSM3JyVcozy/KSQEAGgsEXQ==", "base64"), rw = Buffer.from("y0jNyclXKM8vykkBAA==", "base64"), br = Buffer.from("CwWAaGVsbG8gd29ybGQD", "base64"); ` + cases[i][0]
	}
	vm.Check(cases)
}
