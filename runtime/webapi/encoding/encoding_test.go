package encoding_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/encoding"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What workerd answers.
func TestEncoding(t *testing.T) {
	const badBase64 = `InvalidCharacterError: atob() called with invalid base64-encoded data. (Only whitespace, '+', '/', alphanumeric ASCII, and up to two terminal '=' signs when the input data length is divisible by 4 are allowed.)`
	webapitest.New(t, es.Class{}, events.Class{}, jsg.Class{}, encoding.Class{}).Check([][2]string{
		{`return [...new TextEncoder().encode("é€😀\ud800")]`, `[195,169,226,130,172,240,159,152,128,239,191,189]`},
		{`return [new TextEncoder().encode().length, new TextEncoder().encode(null).length, new TextEncoder().encoding]`, `[0,4,"utf-8"]`},
		{`const b = new Uint8Array(5); return [new TextEncoder().encodeInto("a😀b", b), [...b]]`, `[{"read":3,"written":5},[97,240,159,152,128]]`},
		{`return new TextEncoder().encodeInto("a", new Uint16Array(1))`, `TypeError: Failed to execute 'encodeInto' on 'TextEncoder': parameter 2 is not of type 'Uint8Array'.`},
		{`return new TextDecoder("foo")`, `RangeError: "foo" is not a valid encoding.`},
		{`return new TextDecoder("replacement")`, `RangeError: "replacement" is not a valid encoding.`},
		{`return ["utf-16", "latin1", " UTF-8 ", "x-user-defined", "iso-8859-8-i", "gb18030", "shift_jis", "ascii"].map((l) => new TextDecoder(l).encoding)`, `["utf-16le","windows-1252","utf-8","x-user-defined","iso-8859-8-i","gb18030","shift_jis","windows-1252"]`},
		{`return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255]))`, `TypeError: Failed to decode input.`},
		{`return new TextDecoder().decode("x")`, `TypeError: Failed to execute 'decode' on 'TextDecoder': parameter 1 is not of type 'Array'.`},
		{`return new TextDecoder().decode(null)`, `TypeError: Failed to execute 'decode' on 'TextDecoder': parameter 1 is not of type 'Array'.`},
		{`return new TextDecoder().decode(new ArrayBuffer(0), 5)`, `TypeError: Failed to execute 'decode' on 'TextDecoder': parameter 2 is not of type 'DecodeOptions'.`},
		{`return new TextDecoder("utf-8", 5)`, `TypeError: Failed to construct 'TextDecoder': constructor parameter 2 is not of type 'ConstructorOptions'.`},
		{`return [new TextDecoder().decode(), new TextDecoder().decode(new DataView(new Uint8Array([104, 105, 33]).buffer, 1))]`, `["","i!"]`},
		{`const d = (...b) => new TextDecoder().decode(new Uint8Array(b)); return [d(0xf0, 0x9f, 0x98), d(0xe2, 0x82, 0x41), d(0xc0, 0x80), d(0xed, 0xa0, 0x80), d(0xf4, 0x90, 0x80, 0x80), d(0xef, 0xbb, 0xbf, 0x61)]`,
			"[\"\uFFFD\",\"\uFFFDA\",\"\uFFFD\uFFFD\",\"\uFFFD\uFFFD\uFFFD\",\"\uFFFD\uFFFD\uFFFD\uFFFD\",\"a\"]"},
		{`const d = new TextDecoder(); let s = ""; for (const b of [0xef, 0xbb, 0xbf, 0xf0, 0x9f, 0x98, 0x80, 0x61, 0xe2]) s += d.decode(new Uint8Array([b]), { stream: true }); return s + d.decode()`, "😀a\uFFFD"},
		{`const d = new TextDecoder("utf-8", { ignoreBOM: true }); return d.decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])).length`, `2`},
		{`const d = new TextDecoder("utf-16le"); return d.decode(new Uint8Array([0x3d]), { stream: true }) + d.decode(new Uint8Array([0xd8, 0]), { stream: true }) + d.decode(new Uint8Array([0xde])) + d.decode(new Uint8Array([0xff, 0xfe, 0x61, 0, 0, 0xd8, 0x62]))`, "😀a\uFFFD"},
		{`return new TextDecoder("utf-16be", { fatal: true }).decode(new Uint8Array([0xd8]))`, `TypeError: Failed to decode input.`},
		{`const d = new TextDecoder("shift_jis"); return d.decode(new Uint8Array([0x82]), { stream: true }) + d.decode(new Uint8Array([0xa0]))`, `あ`},
		{`return new TextDecoder("windows-1252").decode(new Uint8Array([0x80, 0xe9]))`, `€é`},
		{`return Object.keys(new TextDecoder())`, `[]`},
		{`return [atob("YQ"), atob(" Y Q = = "), btoa("é"), atob("6Q==").charCodeAt(0), btoa("")]`, `["a","a","6Q==",233,""]`},
		{`return atob("a")`, badBase64},
		{`return atob("YQ=")`, badBase64},
		{`return atob("*")`, badBase64},
		{`return atob()`, `TypeError: Failed to execute 'atob' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'string'.`},
		{`return btoa("\u0100")`, `InvalidCharacterError: btoa() can only operate on characters in the Latin1 (ISO/IEC 8859-1) range.`},
	})
}
