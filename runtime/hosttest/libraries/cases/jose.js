import { EncryptJWT, SignJWT, calculateJwkThumbprint, exportJWK, importJWK, jwtDecrypt, jwtVerify } from "jose";

const okp = { kty: "OKP", crv: "Ed25519", d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };

export default async function run() {
  const secret = new TextEncoder().encode("a secret that is long enough: 32");
  const hs = await new SignJWT({ role: "admin" }).setProtectedHeader({ alg: "HS256" }).setSubject("me").setIssuedAt(1700000000).sign(secret);
  const { payload } = await jwtVerify(hs, secret);
  const key = await importJWK(okp, "EdDSA");
  const { d: _, ...open } = okp;
  const ed = await new SignJWT({ n: 1 }).setProtectedHeader({ alg: "EdDSA" }).sign(key);
  const verified = await jwtVerify(ed, await importJWK(open, "EdDSA"));
  const sealed = await new EncryptJWT({ x: "hidden" }).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(secret.slice(0, 32));
  const opened = await jwtDecrypt(sealed, secret.slice(0, 32));
  const wrong = await jwtVerify(hs.slice(0, -2) + "xx", secret).catch((e) => [e.code, e.message]);
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const es = await new SignJWT({ n: 2 }).setProtectedHeader({ alg: "ES256" }).sign(pair.privateKey);
  return [hs, payload, ed, verified.payload, opened.payload, wrong, (await jwtVerify(es, pair.publicKey)).payload, await calculateJwkThumbprint(open), Object.keys(await exportJWK(pair.publicKey)).sort()];
}
