// The files that know the algorithms, by the names crypto-subtle.ts asks for.
import * as aes from "./crypto-aes.ts";
import type { Algorithm } from "./crypto-core.ts";
import * as curve from "./crypto-curve.ts";
import * as derive from "./crypto-derive.ts";
import * as hmac from "./crypto-hmac.ts";
import * as rsa from "./crypto-rsa.ts";

const files = { aes, curve, derive, hmac, rsa };

export function load(file: string): Readonly<Record<string, Algorithm>> {
  return files[file as keyof typeof files].algorithms;
}
