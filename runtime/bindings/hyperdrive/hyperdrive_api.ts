// The Hyperdrive a Worker finds in env, one text for every server: where its
// database is, and a connection to it.
// https://developers.cloudflare.com/hyperdrive/

/** A socket as connect() of cloudflare:sockets gives it. */
export type Connect = (address: string) => unknown;

/** The parts of a connection string, and what drivers are given of it. */
export class Hyperdrive {
  readonly #url: string;
  readonly #parts: URL;
  readonly #connect: Connect;

  /** url is the database's own; a driver connects to it directly. */
  constructor(url: string, connect: Connect) {
    this.#url = url;
    this.#parts = new URL(url);
    this.#connect = connect;
  }

  get connectionString(): string {
    return this.#url;
  }

  get host(): string {
    // Node's and Go's own URLs put an IPv6 address in brackets; a driver dials it.
    return this.#parts.hostname.replace(/^\[(.*)\]$/, "$1");
  }

  get port(): number {
    const standard = this.#parts.protocol === "mysql:" ? 3306 : 5432;
    return Number(this.#parts.port) || standard;
  }

  get user(): string {
    return decodeURIComponent(this.#parts.username);
  }

  get password(): string {
    return decodeURIComponent(this.#parts.password);
  }

  get database(): string {
    return decodeURIComponent(this.#parts.pathname.slice(1));
  }

  /** A TCP connection to the database, without TLS. */
  connect(): unknown {
    return this.#connect(`${this.#parts.hostname}:${this.port}`);
  }
}

/** What is wrong with a connection string; undefined when nothing is. */
export function wrongUrl(url: string): string | undefined {
  const parts = URL.canParse(url) ? new URL(url) : undefined;
  if (
    parts === undefined ||
    !["postgres:", "postgresql:", "mysql:"].includes(parts.protocol)
  )
    return "is not the URL of a database: write postgres://user:password@host:5432/database or mysql://…";
  if (parts.hostname === "") return "names no host";
  if (parts.pathname.length < 2) return "names no database";
  return undefined;
}
