// Requests whose target has bytes beyond ASCII, such as GET /grüße sent as it
// stands. URLs must percent-encode them, workerd does it for those who do not,
// and Node's parser refuses. So the refused packet is read a second time, with
// its target encoded: enough for requests without a body, and browsers never
// send others.
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

interface ParseError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

export function acceptRawTargets(server: Server): void {
  server.on("clientError", (error: ParseError, socket: Duplex) => {
    const packet =
      error.code === "HPE_INVALID_URL" && error.rawPacket !== undefined
        ? encodeTarget(error.rawPacket)
        : undefined;
    if (packet !== undefined && socket.writable)
      server.emit("connection", new OneRequest(socket as Socket, packet));
    else refuse(error, socket);
  });
}

// What Node itself answers when nobody listens for clientError.
function refuse(error: ParseError, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

/** The packet with its target percent-encoded; undefined when that is not the trouble. */
function encodeTarget(packet: Buffer): Buffer | undefined {
  const text = packet.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  const head =
    end < 0
      ? null
      : /^(GET|HEAD) (\/[^\s]*) (HTTP\/1\.[01]\r\n[^]*)$/.exec(
          text.slice(0, end),
        );
  if (head === null || /\r\n(content-length|transfer-encoding):/i.test(text))
    return undefined;
  const [, method = "", target = "", rest = ""] = head;
  const encoded = target.replace(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  if (encoded === target) return undefined;
  return Buffer.from(
    `${method} ${encoded} ${rest}\r\nConnection: close\r\n\r\n`,
    "latin1",
  );
}

// A connection that yields one packet and writes to the real one.
class OneRequest extends Duplex {
  readonly #socket: Socket;
  readonly remoteAddress: string | undefined;

  constructor(socket: Socket, packet: Buffer) {
    super();
    this.#socket = socket;
    this.remoteAddress = socket.remoteAddress;
    socket.on("close", () => this.destroy());
    this.push(packet);
  }

  override _read(): void {}

  override _write(
    chunk: Buffer,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }
}
