import { abort, begin, complete, part } from "./uploads";

export interface Env {
  FILES: R2Bucket;
}

export default {
  async fetch(request: Request, { FILES }: Env): Promise<Response> {
    const url = new URL(request.url);
    const [, area, name, step] =
      /^\/(files|uploads)(?:\/([\w.-]+)(?:\/(\w+))?)?$/.exec(url.pathname) ??
      [];
    if (name === undefined)
      return area === "files" && request.method === "GET"
        ? list(FILES, url.searchParams)
        : new Response("no such page", { status: 404 });
    switch (`${request.method} ${area}`) {
      case "GET files":
      case "HEAD files":
        return read(FILES, name, request);
      case "PUT files":
        return write(FILES, name, request);
      case "DELETE files":
        await FILES.delete(name);
        return new Response(null, { status: 204 });
      case "POST uploads":
        return step === "complete"
          ? complete(FILES, name)
          : begin(FILES, name, request.headers);
      case "PUT uploads":
        return part(FILES, name, Number(step), request.body);
      case "DELETE uploads":
        return abort(FILES, name);
    }
    return new Response("not like this", { status: 405 });
  },
} satisfies ExportedHandler<Env>;

async function list(files: R2Bucket, query: URLSearchParams) {
  const page = await files.list({
    limit: 100,
    delimiter: "/", // what is behind one is the business of uploads.ts
    prefix: query.get("prefix") ?? undefined,
    cursor: query.get("cursor") ?? undefined,
    include: ["httpMetadata", "customMetadata"],
  });
  return Response.json({
    files: page.objects.map(({ key, size, httpMetadata, customMetadata }) => ({
      name: key,
      size,
      type: httpMetadata?.contentType,
      from: customMetadata?.from,
    })),
    next: page.truncated ? page.cursor : undefined,
  });
}

async function read(files: R2Bucket, name: string, request: Request) {
  const object =
    request.method === "HEAD"
      ? await files.head(name)
      : await files.get(name, {
          onlyIf: request.headers,
          range: request.headers,
        });
  if (object === null) return new Response("no such file", { status: 404 });
  const headers = new Headers({
    etag: object.httpEtag,
    "accept-ranges": "bytes",
  });
  object.writeHttpMetadata(headers);
  if (request.method === "HEAD") {
    headers.set("x-size", String(object.size));
    return new Response(null, { headers });
  }
  if (!("body" in object)) {
    const changed = request.headers.has("if-match");
    return new Response(null, { status: changed ? 412 : 304, headers });
  }
  const body = (object as R2ObjectBody).body;
  const { offset = 0, length = object.size } = object.range as {
    offset?: number;
    length?: number;
  };
  if (length === object.size) return new Response(body, { headers });
  headers.set(
    "content-range",
    `bytes ${offset}-${offset + length - 1}/${object.size}`,
  );
  return new Response(body, { status: 206, headers });
}

// If-Match replaces what the client has seen, If-None-Match: * never replaces.
async function write(files: R2Bucket, name: string, request: Request) {
  const sum = request.headers.get("x-sha256");
  try {
    const object = await files.put(name, request.body, {
      onlyIf: request.headers,
      httpMetadata: request.headers,
      customMetadata: { from: request.headers.get("x-from") ?? "unknown" },
      ...(sum !== null && { sha256: sum }),
    });
    if (object === null)
      return new Response("somebody was faster", { status: 412 });
    return Response.json(
      { name, size: object.size, etag: object.etag },
      { status: 201 },
    );
  } catch (error) {
    return new Response((error as Error).message, { status: 400 });
  }
}
