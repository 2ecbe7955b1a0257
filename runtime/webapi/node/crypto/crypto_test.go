package crypto_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/jsloop"
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

func newVM(t *testing.T) *webapitest.VM {
	t.Helper()
	vm := webapitest.New(t, es.Class{}, events.Class{}, jsg.Class{}, timers.Class{}, encoding.Class{}, crypto.Class{}, module.Class{}, node.Class{})
	err := vm.Loop.Do(func() error { return requireGlobal(vm.Loop) })
	if err != nil {
		t.Fatal(err)
	}
	return vm
}

func requireGlobal(l *jsloop.Loop) error {
	return l.VM().Set("require", l.Internals().Get("node").ToObject(l.VM()).Get("require"))
}

// Published vectors: FIPS 180, RFC 1321, 2202, 7914, 5869, 6070, 3526 and 8439,
// NIST SP 800-38A and the GCM specification.
func TestVectors(t *testing.T) {
	vm := newVM(t)
	cases := [][2]string{
		{`return c.createHash("sha256").update("abc").digest("hex")`, `ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad`},
		{`return c.createHash("md5").update("a").update("bc").digest("base64")`, `kAFQmDzST7DWlj99KOF/cg==`},
		{`return c.createHash("md4").update("abc").digest("hex")`, `a448017aaf21d8525fc10ae87aa6729d`},
		{`return c.createHmac("sha1", Buffer.alloc(20, 11)).update("Hi There").digest("hex")`, `b617318655057264e28bc0b6fb378c8ef146be00`},
		{`return c.scryptSync("", "", 64, { N: 16, r: 1, p: 1 }).toString("hex").slice(0, 32)`, `77d6576238657b203b19ca42c18a0497`},
		{`return c.pbkdf2Sync("password", "salt", 2, 20, "sha1").toString("hex")`, `ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957`},
		{`const d = c.createCipheriv("aes-128-cbc", Buffer.from("2b7e151628aed2a6abf7158809cf4f3c", "hex"), Buffer.from("000102030405060708090a0b0c0d0e0f", "hex")); return d.update("6bc1bee22e409f96e93d7e117393172a", "hex", "hex")`, `7649abac8119b246cee98e9b12e9197d`},
		// GCM test case 6: a nonce of 60 bytes.
		{`const d = c.createCipheriv("aes-128-gcm", Buffer.from("feffe9928665731c6d6a8f9467308308", "hex"), Buffer.from("9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b", "hex")); d.setAAD(Buffer.from("feedfacedeadbeeffeedfacedeadbeefabaddad2", "hex")); d.update(Buffer.from("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39", "hex")); d.final(); return d.getAuthTag().toString("hex")`, `619cc5aefffe0bfa462af43c1699d050`},
		{`const p = c.getDiffieHellman("modp14").getPrime("hex"); return [p.length, p.slice(0, 32), p.slice(-32)]`, `[512,"ffffffffffffffffc90fdaa22168c234","15728e5a8aacaa68ffffffffffffffff"]`},
		{`return [c.createHash("sha1").digest().length, c.getHashes().length, c.randomUUID().length, c.timingSafeEqual(Buffer.from("a"), Buffer.from("a"))]`, `[20,17,36,true]`},
		{`return c.createHash("nope")`, `Error: Digest method not supported`},
		{`return new Promise((r) => c.pbkdf2("password", "salt", 1, 20, "sha1", (e, k) => r(k.toString("hex"))))`, `0c60c80f961f0e71f3a9b524af6012062fe037a6`},
	}
	for i := range cases {
		cases[i][0] = `const c = require("crypto"), { Buffer } = require("buffer"); ` + cases[i][0]
	}
	vm.Check(cases)
}

func TestStreams(t *testing.T) {
	newVM(t).Check([][2]string{
		{`const c = require("crypto"); const h = c.createHash("sha256"); h.write("a"); h.end("bc"); return h.read().toString("hex").slice(0, 8)`, `ba7816bf`},
		{`const c = require("crypto"); const h = c.createHash("md5"); return [typeof h.pipe, h instanceof require("stream").Transform]`, `["function",true]`},
	})
}
