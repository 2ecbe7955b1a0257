import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToHex, hexToBytes } from "@noble/curves/utils.js";

export default function run() {
  const key = hexToBytes("01".repeat(32));
  const message = new Uint8Array([1, 2, 3]);
  const signature = secp256k1.sign(message, key);
  const ed = ed25519.sign(message, key);
  return [bytesToHex(secp256k1.getPublicKey(key)), bytesToHex(signature), secp256k1.verify(signature, message, secp256k1.getPublicKey(key)), bytesToHex(ed25519.getPublicKey(key)), bytesToHex(ed), ed25519.verify(ed, message, ed25519.getPublicKey(key)), bytesToHex(x25519.getPublicKey(key))];
}
