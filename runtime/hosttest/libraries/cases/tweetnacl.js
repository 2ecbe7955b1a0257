import nacl from "tweetnacl";

const hex = (b) => [...b].map((x) => x.toString(16).padStart(2, "0")).join("");

export default function run() {
  const seed = new Uint8Array(32).fill(7), nonce = new Uint8Array(24).fill(1), m = new TextEncoder().encode("hello");
  const k = nacl.sign.keyPair.fromSeed(seed), b = nacl.box.keyPair.fromSecretKey(seed);
  return [hex(nacl.sign.detached(m, k.secretKey)), nacl.sign.detached.verify(m, nacl.sign.detached(m, k.secretKey), k.publicKey), hex(nacl.secretbox(m, nonce, seed)), hex(nacl.box(m, nonce, b.publicKey, seed)), nacl.secretbox.open(new Uint8Array(30), nonce, seed), hex(nacl.hash(m)).slice(0, 32)];
}
