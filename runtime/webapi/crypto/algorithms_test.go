package crypto_test

import "testing"

// Published vectors where there are some; texts observed from workerd.
func TestAES(t *testing.T) {
	check(t, [][2]string{
		// McGrew and Viega, test case 4.
		{`const h = (s) => Uint8Array.fromHex(s); const k = await S.importKey("raw", h("feffe9928665731c6d6a8f9467308308"), "AES-GCM", false, ["encrypt", "decrypt"]);
		  const a = { name: "AES-GCM", iv: h("cafebabefacedbaddecaf888"), additionalData: h("feedfacedeadbeeffeedfacedeadbeefabaddad2") };
		  const p = h("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
		  const c = await S.encrypt(a, k, p); return [hex(c), hex(await S.decrypt(a, k, c)) === hex(p), hex(await S.encrypt({ ...a, tagLength: 32 }, k, p)) === hex(c).slice(0, -24), hex(await S.decrypt({ ...a, tagLength: 32 }, k, c.slice(0, -12))) === hex(p)]`,
			`["42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47",true,true,true]`},
		// NIST SP 800-38A, F.2.1 and F.5.1, first blocks.
		{`const h = (s) => Uint8Array.fromHex(s); const k = await S.importKey("raw", h("2b7e151628aed2a6abf7158809cf4f3c"), "AES-CBC", false, ["encrypt", "decrypt"]); const iv = h("000102030405060708090a0b0c0d0e0f"); const c = await S.encrypt({ name: "AES-CBC", iv }, k, h("6bc1bee22e409f96e93d7e117393172a")); return [hex(c).slice(0, 32), hex(await S.decrypt({ name: "AES-CBC", iv }, k, c))]`,
			`["7649abac8119b246cee98e9b12e9197d","6bc1bee22e409f96e93d7e117393172a"]`},
		{`const h = (s) => Uint8Array.fromHex(s); const k = await S.importKey("raw", h("2b7e151628aed2a6abf7158809cf4f3c"), "AES-CTR", false, ["encrypt"]); return hex(await S.encrypt({ name: "AES-CTR", counter: h("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), length: 64 }, k, h("6bc1bee22e409f96e93d7e117393172a")))`, `874d6191b620e3261bef6864990db6ce`},
		// The counter's last byte overflows into nothing: block 2 is block 2 of a counter ending in 00.
		{`const k = await S.importKey("raw", new Uint8Array(16), "AES-CTR", false, ["encrypt"]); const at = (last, n, length = 8) => { const counter = new Uint8Array(16).fill(7); counter[15] = last; return S.encrypt({ name: "AES-CTR", counter, length }, k, new Uint8Array(n)).then(hex); }; return (await at(255, 32)).slice(32) === (await at(0, 16)) && (await at(255, 32)).slice(0, 32) === (await at(255, 16))`, `true`},
		// RFC 3394, 4.1.
		{`const h = (s) => Uint8Array.fromHex(s); const kw = await S.importKey("raw", h("000102030405060708090a0b0c0d0e0f"), "AES-KW", false, ["wrapKey", "unwrapKey"]); const k = await S.importKey("raw", h("00112233445566778899aabbccddeeff"), "AES-GCM", true, ["encrypt"]); const w = await S.wrapKey("raw", k, kw, "AES-KW"); return [hex(w), hex(await S.exportKey("raw", await S.unwrapKey("raw", w, kw, "AES-KW", "AES-GCM", true, ["encrypt"])))]`,
			`["1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5","00112233445566778899aabbccddeeff"]`},
		{`return imp("raw", new Uint8Array(5), "AES-GCM", true, ["encrypt"])`, `DataError: Imported AES key length must be 128, 192, or 256 bits but provided 40.`},
		{`const k = await S.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt", "decrypt"]); const fails = (f) => f.then(String, (e) => e.name + ": " + e.message); return [await fails(S.encrypt({ name: "AES-GCM" }, k, raw)), await fails(S.encrypt({ name: "AES-GCM", iv: new Uint8Array(12), tagLength: 33 }, k, raw)), await fails(S.decrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, k, raw)), await fails(S.decrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, k, new Uint8Array(20)))]`,
			`["TypeError: Missing field \"iv\" in \"algorithm\".","OperationError: Invalid AES-GCM tag length 33.","OperationError: Ciphertext length of 24 bits must be greater than or equal to the size of the AES-GCM tag length of 128 bits.","OperationError: Decryption failed. This could be due to a ciphertext authentication failure, bad padding, incorrect CryptoKey, or another algorithm-specific reason. Input length was 4, output length expected to be 4 for AES-GCM"]`},
		{`return (await S.exportKey("jwk", await S.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"])))`, `{"kty":"oct","key_ops":["encrypt"],"alg":"A128GCM","ext":true,"k":"AAAAAAAAAAAAAAAAAAAAAA"}`},
	})
}

func TestDerive(t *testing.T) {
	check(t, [][2]string{
		// RFC 7914, 11 and RFC 5869, A.1.
		{`const k = await S.importKey("raw", new TextEncoder().encode("passwd"), "PBKDF2", false, ["deriveBits"]); return hex(await S.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: new TextEncoder().encode("salt"), iterations: 1 }, k, 512))`,
			`55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783`},
		{`const h = (s) => Uint8Array.fromHex(s); const k = await S.importKey("raw", new Uint8Array(22).fill(11), "HKDF", false, ["deriveBits"]); return hex(await S.deriveBits({ name: "HKDF", hash: "SHA-256", salt: h("000102030405060708090a0b0c"), info: h("f0f1f2f3f4f5f6f7f8f9") }, k, 336))`,
			`3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865`},
		{`return imp("raw", raw, "PBKDF2", true, ["deriveBits"])`, `SyntaxError: PBKDF2 key cannot be extractable.`},
		{`const k = await S.importKey("raw", raw, "PBKDF2", false, ["deriveKey"]); return show(await S.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt: raw, iterations: 1 }, k, { name: "HMAC", hash: "SHA-256" }, true, ["sign"]))`, `{"type":"secret","ext":true,"u":["sign"],"a":{"name":"HMAC","hash":{"name":"SHA-256"},"length":512}}`},
	})
}

func TestAsymmetric(t *testing.T) {
	check(t, [][2]string{
		{`const k = await S.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]); const a = { name: "ECDSA", hash: "SHA-256" }; const s = await S.sign(a, k.privateKey, raw);
		  const out = [s.byteLength, await S.verify(a, k.publicKey, s, raw), await S.verify(a, k.publicKey, s, new Uint8Array(3))];
		  for (const f of ["spki", "raw", "jwk"]) out.push(await S.verify(a, await S.importKey(f, await S.exportKey(f, k.publicKey), k.publicKey.algorithm, true, ["verify"]), s, raw));
		  for (const f of ["pkcs8", "jwk"]) out.push(await S.verify(a, k.publicKey, await S.sign(a, await S.importKey(f, await S.exportKey(f, k.privateKey), k.publicKey.algorithm, true, ["sign"]), raw), raw));
		  return out`, `[64,true,false,true,true,true,true,true]`},
		{`const k = await S.generateKey("Ed25519", true, ["sign", "verify"]); const s = await S.sign("Ed25519", k.privateKey, raw);
		  const out = [s.byteLength, await S.verify("Ed25519", k.publicKey, s, raw)];
		  for (const f of ["spki", "raw", "jwk"]) out.push(await S.verify("Ed25519", await S.importKey(f, await S.exportKey(f, k.publicKey), "Ed25519", true, ["verify"]), s, raw));
		  for (const f of ["pkcs8", "jwk"]) out.push(hex(await S.sign("Ed25519", await S.importKey(f, await S.exportKey(f, k.privateKey), "Ed25519", true, ["sign"]), raw)) === hex(s));
		  return out`, `[64,true,true,true,true,true,true]`},
		// RFC 8032, 7.1, test 2.
		{`const b = (s) => Uint8Array.fromHex(s).toBase64({ alphabet: "base64url", omitPadding: true }); const k = await S.importKey("jwk", { kty: "OKP", crv: "Ed25519", x: b("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), d: b("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb") }, "Ed25519", false, ["sign"]); return hex(await S.sign("Ed25519", k, new Uint8Array([0x72])))`,
			`92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00`},
		{`const a = await S.generateKey({ name: "ECDH", namedCurve: "P-384" }, true, ["deriveBits"]), b = await S.generateKey({ name: "ECDH", namedCurve: "P-384" }, true, ["deriveBits"]); return hex(await S.deriveBits({ name: "ECDH", public: b.publicKey }, a.privateKey, 384)) === hex(await S.deriveBits({ name: "ECDH", public: a.publicKey }, b.privateKey, null))`, `true`},
		{`const a = await S.generateKey("X25519", true, ["deriveBits"]), b = await S.generateKey("X25519", true, ["deriveBits"]); return hex(await S.deriveBits({ name: "X25519", public: b.publicKey }, a.privateKey, 256)) === hex(await S.deriveBits({ name: "X25519", public: a.publicKey }, b.privateKey, 256))`, `true`},
		{`const R = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }; const k = await S.generateKey(R, true, ["sign", "verify"]); const s = await S.sign(R.name, k.privateKey, raw); const pub = await S.exportKey("jwk", k.publicKey), priv = await S.exportKey("pkcs8", k.privateKey), spki = await S.exportKey("spki", k.publicKey);
		  const out = [s.byteLength, await S.verify(R.name, await S.importKey("jwk", pub, R, false, ["verify"]), s, raw), pub.alg, pub.e];
		  const again = await S.importKey("jwk", await S.exportKey("jwk", k.privateKey), R, false, ["sign"]); out.push(hex(await S.sign(R.name, again, raw)) === hex(s));
		  const P = { name: "RSA-PSS", hash: "SHA-256" }, p = { ...P, saltLength: 32 }; out.push(await S.verify(p, await S.importKey("spki", spki, P, true, ["verify"]), await S.sign(p, await S.importKey("pkcs8", priv, P, true, ["sign"]), raw), raw));
		  const O = { name: "RSA-OAEP", hash: "SHA-256" }; out.push(hex(await S.decrypt(O, await S.importKey("pkcs8", priv, O, true, ["decrypt"]), await S.encrypt(O, await S.importKey("spki", spki, O, true, ["encrypt"]), raw))));
		  return out`, `[256,true,"RS256","AQAB",true,true,"010203"]`},
		{`return imp("jwk", { kty: "EC", crv: "P-256", x: "AA", y: "AA" }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"])`, `OperationError: Invalid EC key; public key coordinates "x" and "y" are invalid: Point is not on curve..`},
		{`return imp("spki", raw, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["verify"])`, `DataError: Invalid SPKI input.`},
		{`return imp("raw", raw, "Ed25519", false, ["verify"])`, `DataError: Ed25519 raw keys must be exactly 32-bytes (provided 3).`},
		{`const d = S.digest; try { d("SHA-1", raw); return "no"; } catch (e) { return e.message.slice(0, 18); }`, `Illegal invocation`},
	})
}
