// Forms in bodies as workerd writes and reads them. Node's own differs in ways
// a Worker or its clients can see: a line break after the last boundary, the
// type of files that have none, names in quotes, and what is refused.
import { randomBytes } from "node:crypto";
import { demand, reconstruct, same } from "./arguments.ts";
import { replace } from "./message-members.ts";
import { parts } from "./parts.ts";

/**
 * A Blob without a name is called like its field; Node calls it "blob". A File
 * that gets another name becomes a new one, and a name means nothing to a text.
 */
function nameFiles(): void {
  for (const name of ["append", "set"] as const) {
    const method = FormData.prototype[name] as (...args: unknown[]) => void;
    Object.defineProperty(FormData.prototype, name, {
      value: {
        [name](this: FormData, ...args: unknown[]): void {
          const [field, value, filename] = args;
          if (!(value instanceof Blob)) {
            method.apply(this, args.slice(0, 2));
          } else if (filename === undefined && value instanceof File) {
            method.call(this, field, value);
          } else {
            const called = String(filename ?? field);
            method.call(
              this,
              field,
              new File([value], called, { type: value.type }),
            );
          }
        },
      }[name],
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}

function readForms(prototype: Request | Response): void {
  replace(prototype, {
    async formData(this: Request | Response): Promise<FormData> {
      const bytes = await this.arrayBuffer();
      return parseForm(this.headers.get("content-type"), Buffer.from(bytes));
    },
  });
}

/** A form as a body: bytes whose type names the boundary. */
function formToBlob(form: FormData): Blob {
  const boundary = randomBytes(16).toString("hex");
  const parts: BlobPart[] = [];
  for (const [name, value] of form) {
    parts.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`,
    );
    if (typeof value === "string") parts.push(`\r\n\r\n${value}\r\n`);
    else
      parts.push(
        `; filename="${escaped(value.name)}"\r\nContent-Type: ${value.type || "application/octet-stream"}\r\n\r\n`,
        value,
        "\r\n",
      );
  }
  parts.push(`--${boundary}--`);
  return new Blob(parts, { type: `multipart/form-data; boundary=${boundary}` });
}

function escaped(name: string): string {
  if (name.endsWith("\\"))
    throw new TypeError("Name or filename can't end with backslash");
  return name.replace(/"/g, "%22").replace(/\n/g, "%0A");
}

/** Reads a body of this type; workerd's refusals word for word. */
function parseForm(type: string | null, body: Buffer): FormData {
  if (type === null)
    throw new TypeError(
      "Parsing a Body as FormData requires a Content-Type header.",
    );
  const [essence = ""] = type.split(";", 1);
  switch (essence.trim().toLowerCase()) {
    case "multipart/form-data":
      return parseMultipart(boundaryOf(type), body);
    case "application/x-www-form-urlencoded": {
      const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1];
      if (charset !== undefined && !/^utf-?8$/i.test(charset))
        throw new TypeError(
          "Non-utf-8 application/x-www-form-urlencoded body.",
        );
      const form = new FormData();
      for (const [name, value] of new URLSearchParams(body.toString("utf8")))
        form.append(name, value);
      return form;
    }
    default:
      throw new TypeError(
        "Unrecognized Content-Type header value. FormData can only parse the following MIME types: multipart/form-data, application/x-www-form-urlencoded",
      );
  }
}

function boundaryOf(type: string): string {
  const found = /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/i.exec(
    type,
  );
  const boundary = found?.[1]?.replace(/\\(.)/g, "$1") ?? found?.[2] ?? "";
  if (boundary === "")
    throw new TypeError(
      "No boundary string in Content-Type header. The multipart/form-data MIME type requires a boundary parameter, e.g. 'Content-Type: multipart/form-data; boundary=\"abcd\"'. See RFC 7578, section 4.",
    );
  return boundary;
}

function parseMultipart(boundary: string, body: Buffer): FormData {
  const form = new FormData();
  const delimiter = `--${boundary}`;
  const first = body.indexOf(delimiter);
  let at = first + delimiter.length;
  if (first < 0 || at >= body.length)
    throw new TypeError(
      "No initial boundary string (or you have a truncated message).",
    );
  for (;;) {
    const line = lineBreak(body, at);
    if (line === 0) {
      if (body.toString("latin1", at, at + 2) === "--") return form;
      throw new TypeError(
        "Boundary string was not succeeded by CRLF, LF, or '--'.",
      );
    }
    at += line;
    const head = headEnd(body, at);
    if (head === undefined)
      throw new TypeError("No multipart message header termination found.");
    const part = parseHead(body.toString("utf8", at, head.start));
    // The line break before a boundary belongs to the boundary.
    const next = body.indexOf(`\n${delimiter}`, head.end);
    at = next + 1 + delimiter.length;
    if (next < 0 || at >= body.length)
      throw new TypeError(
        "No subsequent boundary string after multipart message.",
      );
    const end = next > head.end && body[next - 1] === 13 ? next - 1 : next;
    append(form, part, body.subarray(head.end, end));
  }
}

function lineBreak(body: Buffer, at: number): number {
  if (body[at] === 10) return 1;
  return body[at] === 13 && body[at + 1] === 10 ? 2 : 0;
}

// Where a part's header ends and its value begins.
function headEnd(
  body: Buffer,
  at: number,
): { start: number; end: number } | undefined {
  for (let i = at; ; i++) {
    i = body.indexOf("\n", i);
    if (i < 0) return undefined;
    const blank = lineBreak(body, i + 1);
    if (blank > 0) return { start: i, end: i + 1 + blank };
  }
}

interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly type: string;
}

function parseHead(head: string): Part {
  const headers = new Map<string, string>();
  for (const line of head.split("\n")) {
    const found = /^([^:\s]+):([^\0]*)$/.exec(line.replace(/\r$/, ""));
    if (found === null)
      throw new TypeError("FormData part had invalid headers.");
    headers.set((found[1] ?? "").toLowerCase(), (found[2] ?? "").trim());
  }
  const disposition = headers.get("content-disposition") ?? "";
  if (disposition === "")
    throw new TypeError(
      "No valid Content-Disposition header found in FormData part.",
    );
  const [kind = ""] = disposition.split(/[; \t]/, 1);
  if (kind !== "form-data")
    throw new TypeError(
      `Content-Disposition header for FormData part must have the value "form-data", possibly followed by parameters. Got: "${kind}"`,
    );
  const parameters = parametersOf(disposition.slice(kind.length));
  const name = parameters.get("name");
  if (name === undefined)
    throw new TypeError(
      "Content-Disposition header in FormData part is missing a name.",
    );
  return {
    name,
    filename: parameters.get("filename"),
    type: headers.get("content-type") ?? "",
  };
}

// Only quoted values count, a backslash protects the next character, and what is
// behind an empty value, or one that does not end, is not seen.
function parametersOf(text: string): Map<string, string> {
  const parameters = new Map<string, string>();
  const next = /;([^=]*)=[ \t]*(")?/g;
  const quoted = /((?:[^"\\]|\\[^])+)"/y;
  for (;;) {
    const found = next.exec(text);
    if (found === null) return parameters;
    if (found[2] === undefined) continue;
    quoted.lastIndex = next.lastIndex;
    const value = quoted.exec(text)?.[1];
    if (value === undefined) return parameters;
    parameters.set(
      (found[1] ?? "").trim().toLowerCase(),
      value.replace(/\\([^])/g, "$1"),
    );
    next.lastIndex = quoted.lastIndex - 1;
  }
}

function append(form: FormData, part: Part, value: Buffer): void {
  if (part.filename === undefined) {
    form.append(part.name, value.toString("utf8"));
    return;
  }
  const file = new File([new Uint8Array(value)], part.filename);
  // A File lowers the letters of its type, and this one stays as it was sent.
  Object.defineProperty(file, "type", {
    value: part.type,
    configurable: true,
    enumerable: true,
  });
  form.append(part.name, file);
}

nameFiles();
const name = ["string"];
const entry = ["string", "File or Blob or string"];
demand(FormData.prototype, "FormData", {
  append: entry,
  set: entry,
  get: name,
  getAll: name,
  has: name,
  delete: name,
  forEach: ["function"],
});
reconstruct(FormData, () => [], same);
readForms(Request.prototype);
readForms(Response.prototype);
parts.formBody = (body) =>
  body instanceof FormData ? formToBlob(body) : undefined;
