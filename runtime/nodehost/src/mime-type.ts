// Content types as the MIME Sniffing Standard reads and writes them, and data:
// URLs, which carry one. https://mimesniff.spec.whatwg.org/#parse-a-mime-type

interface MimeType {
  readonly essence: string;
  readonly parameters: Map<string, string>;
}

const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
const trim = (text: string) => text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, "");
const trimEnd = (text: string) => text.replace(/[ \t\n\r]+$/, "");

function parse(text: string): MimeType | undefined {
  const found = /^([^/]*)\/([^;]*)(?:;([^]*))?$/.exec(trim(text));
  const type = found?.[1] ?? "";
  const subtype = trimEnd(found?.[2] ?? "");
  if (!token.test(type) || !token.test(subtype)) return undefined;
  const parameters = new Map<string, string>();
  let rest = found?.[3] ?? "";
  while (rest !== "") {
    rest = rest.replace(/^[ \t\n\r]+/, "");
    const at = rest.search(/[;=]/);
    if (at < 0) break;
    const name = rest.slice(0, at).toLowerCase();
    const assigned = rest[at] === "=";
    rest = rest.slice(at + 1);
    if (!assigned) continue;
    if (rest === "") break;
    const quoted = /^"((?:[^"\\]|\\[^])*)(?:"|\\?$)[^;]*/.exec(rest);
    const plain = /^[^;]*/.exec(rest)?.[0] ?? "";
    rest = rest.slice((quoted?.[0] ?? plain).length + 1);
    const value = quoted?.[1]?.replace(/\\([^])/g, "$1") ?? trimEnd(plain);
    if (quoted === null && value === "") continue;
    const legal = !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value);
    if (token.test(name) && legal && !parameters.has(name))
      parameters.set(name, value);
  }
  return { essence: `${type}/${subtype}`.toLowerCase(), parameters };
}

function write({ essence, parameters }: MimeType): string {
  let text = essence;
  for (const [name, value] of parameters)
    text += `;${name}=${token.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
  return text;
}

/** How blob() shows a content type, which may have come several times. */
export function blobType(header: string): string {
  let found: MimeType | undefined;
  let charset: string | undefined;
  for (const part of header.match(/(?:[^",\\]|\\[^]|"(?:[^"\\]|\\[^])*"?)+/g) ??
    []) {
    const type = parse(part);
    if (type === undefined || type.essence === "*/*") continue;
    if (type.essence !== found?.essence)
      charset = type.parameters.get("charset");
    else if (charset !== undefined && !type.parameters.has("charset"))
      type.parameters.set("charset", charset);
    found = type;
  }
  return found === undefined ? "" : write(found);
}

/**
 * The type and the bytes of a data: URL, or undefined for one without a comma.
 * As in workerd, base64 is never refused: what is none is skipped.
 */
export function parseDataURL(
  href: string,
): { type: string; bytes: Uint8Array<ArrayBuffer> } | undefined {
  const [text = ""] = href.slice("data:".length).split("#", 1);
  const comma = text.indexOf(",");
  if (comma < 0) return undefined;
  let type = text.slice(0, comma).replace(/^[ \f]+|[ \f]+$/g, "");
  let bytes = percentDecoded(text.slice(comma + 1));
  const base64 = /; *base64$/i.exec(type);
  if (base64 !== null) {
    type = type.slice(0, base64.index);
    const clean = bytes.toString("latin1").replace(/[^A-Za-z0-9+/]/g, "");
    bytes = Buffer.from(clean, "base64");
  }
  const parsed = parse(type.startsWith(";") ? `text/plain${type}` : type);
  return {
    type: parsed === undefined ? "text/plain;charset=US-ASCII" : write(parsed),
    bytes: new Uint8Array(bytes),
  };
}

function percentDecoded(text: string): Buffer {
  const raw = Buffer.from(text, "utf8").toString("latin1");
  const decoded = raw.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(decoded, "latin1");
}
