import { blake2b } from "@noble/hashes/blake2.js";
import { blake3 } from "@noble/hashes/blake3.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { keccak_256, sha3_256 } from "@noble/hashes/sha3.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

export default function run() {
  const m = utf8ToBytes("message é");
  const k = utf8ToBytes("key");
  return [sha256(m), sha512(m), sha3_256(m), keccak_256(m), blake2b(m, { dkLen: 20 }), blake3(m), hmac(sha256, k, m), hkdf(sha256, k, m, undefined, 42), pbkdf2(sha256, "p", "s", { c: 50, dkLen: 32 }), scrypt("p", "s", { N: 16, r: 2, p: 1, dkLen: 32 })].map(bytesToHex);
}
