import { SignJWT, calculateJwkThumbprint, importJWK, jwtVerify } from "jose";
import type { JWK, JWTPayload } from "jose";

export interface Env {
  ISSUER: string;
  NOW?: number;
  SIGNING_KEY: string;
  REFRESH_SECRET: string;
  PASSWORD: string;
}

const ACCESS_SECONDS = 300;
const REFRESH_SECONDS = 86400;

/** Makes and checks the tokens of one issuer. */
export class Tokens {
  #issuer: string;
  #key: JWK;
  #secret: Uint8Array;
  #now: number;

  constructor(env: Env) {
    this.#issuer = env.ISSUER;
    this.#key = JSON.parse(env.SIGNING_KEY) as JWK;
    this.#secret = new TextEncoder().encode(env.REFRESH_SECRET);
    this.#now = env.NOW ?? Math.floor(Date.now() / 1000);
  }

  /** The public half of the signing key, named by its thumbprint. */
  async publicKey(): Promise<JWK> {
    const { d: _, ...open } = this.#key;
    const kid = await calculateJwkThumbprint(open);
    return { ...open, kid, alg: "EdDSA", use: "sig" };
  }

  async pair(user: string, scope: string) {
    const { kid } = await this.publicKey();
    const access = await this.#claims(user, scope, ACCESS_SECONDS)
      .setProtectedHeader({ alg: "EdDSA", kid, typ: "at+jwt" })
      .sign(await importJWK(this.#key, "EdDSA"));
    const refresh = await this.#claims(user, scope, REFRESH_SECONDS)
      .setProtectedHeader({ alg: "HS256", typ: "refresh+jwt" })
      .sign(this.#secret);
    return { access, refresh, expires_in: ACCESS_SECONDS };
  }

  /** The claims of an access token; throws jose's errors. */
  async access(token: string): Promise<JWTPayload> {
    const key = await importJWK(await this.publicKey(), "EdDSA");
    const { payload } = await jwtVerify(token, key, {
      ...this.#expected(),
      algorithms: ["EdDSA"],
      typ: "at+jwt",
    });
    return payload;
  }

  /** The claims of a refresh token; throws jose's errors. */
  async refresh(token: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, this.#secret, {
      ...this.#expected(),
      algorithms: ["HS256"],
      typ: "refresh+jwt",
    });
    return payload;
  }

  #claims(user: string, scope: string, seconds: number): SignJWT {
    return new SignJWT({ scope })
      .setIssuer(this.#issuer)
      .setSubject(user)
      .setIssuedAt(this.#now)
      .setExpirationTime(this.#now + seconds);
  }

  #expected() {
    return {
      issuer: this.#issuer,
      currentDate: new Date(this.#now * 1000),
      requiredClaims: ["sub", "exp", "scope"],
    };
  }
}
