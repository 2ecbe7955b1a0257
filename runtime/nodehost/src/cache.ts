// The Cache API, for Workers that cache where they can. Nothing is kept here: a
// cache may forget at any time, this one does so at once, as Cloudflare's does on
// workers.dev addresses. Put a caching proxy in front where it matters.
// https://developers.cloudflare.com/workers/runtime-apis/cache/

class Cache {
  async match(_request: unknown, _options?: unknown): Promise<undefined> {}

  async put(request: unknown, response: Response): Promise<void> {
    const method = request instanceof Request ? request.method : "GET";
    if (method !== "GET")
      throw new TypeError("Cannot cache response to non-GET request.");
    if (response.status === 206)
      throw new TypeError(
        "Cannot cache response to a range request (206 Partial Content).",
      );
    if (response.headers.get("vary")?.includes("*") === true)
      throw new TypeError("Cannot cache response with 'Vary: *' header.");
    // Whoever writes the body through a stream must get to its end.
    await response.body?.pipeTo(new WritableStream());
  }

  async delete(_request: unknown, _options?: unknown): Promise<boolean> {
    return false;
  }

  get [Symbol.toStringTag](): string {
    return "Cache";
  }
}

export class CacheStorage {
  readonly default = new Cache();

  async open(_name: string): Promise<Cache> {
    return new Cache();
  }

  get [Symbol.toStringTag](): string {
    return "CacheStorage";
  }
}
