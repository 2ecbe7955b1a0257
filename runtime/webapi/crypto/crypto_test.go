package crypto_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/crypto"
	"github.com/w2c-dev/w2c/runtime/webapi/encoding"
	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

const helpers = `const S = crypto.subtle, raw = new Uint8Array([1, 2, 3]);
const hex = (b) => new Uint8Array(b).toHex();
const show = (k) => ({ type: k.type, ext: k.extractable, u: k.usages, a: k.algorithm });
const imp = (...args) => S.importKey(...args).then(show, (e) => e.name + ": " + e.message);
const H = { name: "HMAC", hash: "SHA-256" };
`

func check(t *testing.T, cases [][2]string) {
	t.Helper()
	vm := webapitest.New(t, es.Class{}, events.Class{}, jsg.Class{}, encoding.Class{}, crypto.Class{})
	for i := range cases {
		cases[i][0] = helpers + cases[i][0]
	}
	vm.Check(cases)
}

// Texts observed from workerd; digests are published vectors.
func TestCrypto(t *testing.T) {
	check(t, [][2]string{
		{`const u = crypto.randomUUID(); return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(u) && u !== crypto.randomUUID()`, `true`},
		{`const a = new Uint32Array(8); return crypto.getRandomValues(a) === a && a.some((x) => x !== 0)`, `true`},
		{`return crypto.getRandomValues(new Uint8Array(65537))`, `QuotaExceededError: getRandomValues() only accepts buffers of size <= 64K but provided 65537 bytes.`},
		{`return crypto.getRandomValues(new Float32Array(4))`, `TypeMismatchError: ArrayBufferView argument to getRandomValues() must be an integer-typed view.`},
		{`return crypto.getRandomValues([])`, `TypeError: Failed to execute 'getRandomValues' on 'Crypto': parameter 1 is not of type 'ArrayBufferView'.`},
		{`return hex(await S.digest("SHA-256", new TextEncoder().encode("abc")))`, `ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad`},
		{`return hex(await S.digest({ name: "sha-1" }, new TextEncoder().encode("abc")))`, `a9993e364706816aba3e25717850c26c9cd0d89d`},
		{`return hex(await S.digest("MD5", new TextEncoder().encode("abc")))`, `900150983cd24fb0d6963f7d28e17f72`},
		{`const big = new Uint8Array(1 << 20); return hex(await S.digest("SHA-512", big)).slice(0, 16)`, `d6292685b380e338`},
		{`return S.digest("foo", raw)`, `NotSupportedError: Unrecognized or unimplemented digest algorithm requested.`},
		{`return S.digest("SHA-256", "x")`, `TypeError: Failed to execute 'digest' on 'SubtleCrypto': parameter 2 is not of type 'BufferSource'.`},
		{`return S.digest()`, `TypeError: Failed to execute 'digest' on 'SubtleCrypto': parameter 1 is not of type 'string or HashAlgorithm'.`},
		{`return [S.timingSafeEqual(raw, raw), S.timingSafeEqual(raw, new Uint8Array(3))]`, `[true,false]`},
		{`return S.timingSafeEqual(raw, new Uint8Array(2))`, `TypeError: Input buffers must have the same byte length.`},
		{`return new CryptoKey()`, `TypeError: Illegal constructor`},
		{`return [String(crypto), String(crypto.subtle)]`, `["[object Crypto]","[object SubtleCrypto]"]`},
	})
}

func TestHMAC(t *testing.T) {
	check(t, [][2]string{
		// RFC 4231, test case 2.
		{`const k = await S.importKey("raw", new TextEncoder().encode("Jefe"), H, false, ["sign", "verify"]); const d = new TextEncoder().encode("what do ya want for nothing?"); const s = await S.sign("HMAC", k, d); return [hex(s), await S.verify("HMAC", k, s, d), await S.verify("HMAC", k, s, raw), await S.verify("HMAC", k, raw, d)]`,
			`["5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",true,false,false]`},
		{`return imp("raw", raw, H, true, ["verify", "sign"])`, `{"type":"secret","ext":true,"u":["sign","verify"],"a":{"name":"HMAC","hash":{"name":"SHA-256"},"length":24}}`},
		{`return imp("raw", raw, H, false, [])`, `SyntaxError: Secret/private CryptoKeys must have at least one usage.`},
		{`return imp("raw", raw, "HMAC", false, ["sign"])`, `TypeError: Missing field "hash" in "algorithm".`},
		{`return imp("raw", raw, H, false, ["encrypt"])`, `SyntaxError: Attempt to import secret HMAC key with invalid usage "encrypt".`},
		{`return imp("foo", raw, H, false, ["sign"])`, `NotSupportedError: Unrecognized key import format "foo".`},
		{`return imp("raw", "str", H, false, ["sign"])`, `TypeError: Failed to execute 'importKey' on 'SubtleCrypto': parameter 2 is not of type 'BufferSource or JsonWebKey'.`},
		{`return imp("raw", new Uint8Array(0), H, false, ["sign"])`, `DataError: Imported HMAC key length (0) must be a non-zero value up to 7 bits less than, and no greater than, the bit length of the raw key data (0).`},
		{`return imp("raw", raw, { ...H, length: 50 }, false, ["sign"])`, `DataError: Imported HMAC key length (50) must be a non-zero value up to 7 bits less than, and no greater than, the bit length of the raw key data (24).`},
		{`return imp("raw", raw, { name: "FOO" }, false, ["sign"])`, `NotSupportedError: Unrecognized key import algorithm "FOO" requested.`},
		{`return imp("jwk", { kty: "oct", k: "AQID", alg: "HS512" }, H, true, ["sign"])`, `DataError: HMAC "jwk" key import specifies "alg" that is incompatible with the hash name (encountered "HS512", expected "HS256").`},
		{`return imp("jwk", { kty: "RSA", k: "AQID" }, H, true, ["sign"])`, `DataError: HMAC "jwk" key import requires a JSON Web Key with Key Type parameter ("kty") equal to "oct" (encountered "RSA").`},
		{`return imp("jwk", { kty: "oct", k: "A!" }, H, true, ["sign"])`, `DataError: HMAC "jwk" key import requires a base64Url encoding of the key`},
		{`return imp("jwk", { kty: "oct", k: "AQID", ext: false }, H, true, ["sign"])`, `DataError: JWK ext field for "HMAC" is set to false but extractable is true`},
		{`return imp("jwk", raw, H, true, ["sign"])`, `TypeError: Import data provided for "jwk" import format must be a JsonWebKey.`},
		{`const k = await S.importKey("raw", raw, H, true, ["sign"]); return [await S.exportKey("jwk", k), hex(await S.exportKey("raw", k)), JSON.stringify(k)]`, `[{"kty":"oct","key_ops":["sign"],"alg":"HS256","ext":true,"k":"AQID"},"010203","{\"usages\":[\"sign\"],\"algorithm\":{\"name\":\"HMAC\",\"hash\":{\"name\":\"SHA-256\"},\"length\":24},\"extractable\":true,\"type\":\"secret\"}"]`},
		{`return S.exportKey("raw", await S.importKey("raw", raw, H, false, ["sign"]))`, `InvalidAccessError: Attempt to export non-extractable HMAC key.`},
		{`return S.exportKey("pkcs8", await S.importKey("raw", raw, H, true, ["sign"]))`, `NotSupportedError: Unimplemented key export format "pkcs8".`},
		{`return S.sign("HMAC", await S.importKey("raw", raw, H, true, ["verify"]), raw)`, `InvalidAccessError: Requested key usage "sign" does not match any usage listed in this CryptoKey.`},
		{`return S.sign("AES-GCM", await S.importKey("raw", raw, H, true, ["sign"]), raw)`, `InvalidAccessError: Requested algorithm "AES-GCM" does not match this CryptoKey's algorithm "HMAC".`},
		{`return S.sign("HMAC", {}, raw)`, `TypeError: Failed to execute 'sign' on 'SubtleCrypto': parameter 2 is not of type 'CryptoKey'.`},
		{`return (await S.generateKey({ name: "HMAC", hash: "SHA-384" }, true, ["sign"])).algorithm`, `{"name":"HMAC","hash":{"name":"SHA-384"},"length":1024}`},
		{`return S.generateKey({ ...H, length: 0 }, true, ["sign"])`, `OperationError: HMAC key length must be a non-zero unsigned long integer (requested 0).`},
		{`return S.generateKey({ name: "FOO" }, true, ["encrypt"])`, `NotSupportedError: Unrecognized key generation algorithm "FOO" requested.`},
	})
}
