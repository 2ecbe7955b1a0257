// The opening handshake of a WebSocket, RFC 6455 §4, from either side, and the
// agreement about compression, RFC 7692 §7.1, as workerd makes it.
import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What both sides agreed on, seen from this one; bits of 0 are not spoken of. */
export interface Agreement {
  readonly outNoContext: boolean;
  readonly inNoContext: boolean;
  readonly outBits: number;
  readonly inBits: number;
}

export function acceptKey(key: string): string {
  return createHash("sha1")
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
}

/** What keeps a request from being upgraded: workerd's answer to it. */
export function refusal(
  incoming: IncomingMessage,
): { status: number; text: string } | undefined {
  if (incoming.method !== "GET")
    return {
      status: 400,
      text: "ERROR: WebSocket must be initiated with a GET request.",
    };
  if (incoming.headers["sec-websocket-version"] !== "13")
    return {
      status: 426,
      text: "ERROR: The requested WebSocket version is not supported.",
    };
  if (!incoming.headers["sec-websocket-key"])
    return { status: 400, text: "ERROR: Missing Sec-WebSocket-Key" };
  return undefined;
}

/** The headers of an opening request; what the script said of the handshake is replaced. */
export function openingHeaders(key: string): [string, string][] {
  return [
    ["connection", "Upgrade"],
    ["upgrade", "websocket"],
    ["sec-websocket-version", "13"],
    ["sec-websocket-key", key],
  ];
}

export const newKey = (): string => randomBytes(16).toString("base64");

/** The first offer of a client that can be accepted. */
export function agree(offers: string | undefined): Agreement | undefined {
  for (const offer of (offers ?? "").split(",")) {
    const found = parse(offer, false);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A server's answer to an offer. */
export function accepted(answer: string): Agreement | undefined {
  return parse(answer, true);
}

/** The agreement as a server writes it. */
export function agreementText(a: Agreement): string {
  let text = "permessage-deflate";
  if (a.inNoContext) text += "; client_no_context_takeover";
  if (a.outNoContext) text += "; server_no_context_takeover";
  if (a.inBits !== 0) text += `; client_max_window_bits=${a.inBits}`;
  if (a.outBits !== 0) text += `; server_max_window_bits=${a.outBits}`;
  return text;
}

function parse(text: string, answer: boolean): Agreement | undefined {
  const [name = "", ...rest] = text.split(";").map((part) => part.trim());
  if (name !== "permessage-deflate" || rest.length > 4) return undefined;
  const sides = {
    client: { noContext: false, bits: 0 },
    server: { noContext: false, bits: 0 },
  };
  const seen = new Set<string>();
  for (const part of rest) {
    const [key = "", value] = part.split(/\s*=\s*/, 2);
    const match =
      /^(client|server)_(no_context_takeover|max_window_bits)$/.exec(key);
    if (match === null || seen.has(key) || value === "") return undefined;
    seen.add(key);
    const who = match[1] as "client" | "server";
    const side = sides[who];
    if (match[2] === "no_context_takeover") {
      if (value !== undefined) return undefined;
      side.noContext = true;
    } else {
      if (value === undefined && (answer || who === "server")) return undefined;
      side.bits = value === undefined ? 15 : Number(value);
      if (!(side.bits >= 8 && side.bits <= 15)) return undefined;
    }
  }
  const [out, incoming] = answer
    ? [sides.client, sides.server]
    : [sides.server, sides.client];
  return {
    outNoContext: out.noContext,
    inNoContext: incoming.noContext,
    outBits: out.bits,
    inBits: incoming.bits,
  };
}
