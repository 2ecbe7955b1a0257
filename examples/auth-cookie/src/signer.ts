/** Signs texts with HMAC-SHA-256 and checks signatures in constant time. */
export class Signer {
  #key: Promise<CryptoKey>;

  constructor(secret: string) {
    this.#key = crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
      "verify",
    ]);
  }

  /** The text with its signature, both in base64url, ready for a cookie. */
  async seal(text: string): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    const signature = await crypto.subtle.sign("HMAC", await this.#key, bytes);
    return `${toBase64url(bytes)}.${toBase64url(new Uint8Array(signature))}`;
  }

  /** The text, when the signature is ours. */
  async open(sealed: string): Promise<string | undefined> {
    const [text, signature, more] = sealed.split(".");
    if (!text || !signature || more !== undefined) return undefined;
    try {
      const bytes = fromBase64url(text);
      const ours = await crypto.subtle.verify("HMAC", await this.#key, fromBase64url(signature), bytes);
      return ours ? new TextDecoder().decode(bytes) : undefined;
    } catch {
      return undefined; // not base64
    }
  }

  /** Whether hex is the signature of text. */
  async matches(text: string, hex: string): Promise<boolean> {
    const signature = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    return crypto.subtle.verify("HMAC", await this.#key, signature, new TextEncoder().encode(text));
  }
}

function toBase64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}
