// The global Cloudflare, which tells a Worker its compatibility flags.
// https://developers.cloudflare.com/workers/runtime-apis/web-standards/
import { compatibilityFlags } from "./compatibility.ts";
import { shape } from "./shape.ts";

class Cloudflare {
  declare readonly compatibilityFlags: typeof compatibilityFlags;

  constructor() {
    throw new TypeError("Illegal constructor");
  }
}
shape(Cloudflare, "Cloudflare");

const flags = Object.freeze(
  Object.assign(Object.create(null) as object, compatibilityFlags),
);
Object.defineProperty(globalThis, "Cloudflare", {
  value: Object.create(Cloudflare.prototype, {
    compatibilityFlags: { value: flags, enumerable: true, configurable: true },
  }) as Cloudflare,
  configurable: true,
  writable: true,
});
