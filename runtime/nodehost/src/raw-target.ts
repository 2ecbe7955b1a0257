// Requests whose target has bytes beyond ASCII, such as GET /grüße sent as it
// stands. URLs must percent-encode them, workerd does it for those who do not,
// and Node's parser refuses. So the refused packet is read a second time, with
// its target encoded, and what follows it comes from the same connection, which
// ends with the answer.
//
// Refused all the same: a target that is not within the first packet of its
// request, and one behind a request that is still being answered. No client that
// waits for its answers sends either.
import { isAscii, isUtf8 } from "node:buffer";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { invalidTarget } from "./request.ts";

interface ParseError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/** busy says of a connection that an answer is being written to it. */
export function acceptRawTargets(
  server: Server,
  busy: (socket: Duplex) => boolean,
): void {
  const taken = new WeakSet<Duplex>();
  server.on("clientError", (error: ParseError, socket: Duplex) => {
    if (taken.has(socket)) return; // Node still waits for the head.
    const packet =
      error.code === "HPE_INVALID_URL" && error.rawPacket !== undefined
        ? encodeTarget(error.rawPacket)
        : undefined;
    if (packet === undefined || !socket.writable || busy(socket)) {
      refuse(error, socket);
      return;
    }
    taken.add(socket);
    server.emit("connection", new OneRequest(socket as Socket, packet));
  });
}

// What workerd says to such a target, and otherwise what Node itself answers when
// nobody listens for clientError.
function refuse(error: ParseError, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  if (error.code === "HPE_INVALID_URL") {
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: ${invalidTarget.length}\r\nConnection: close\r\n\r\n${invalidTarget}`,
    );
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
  const line = packet.toString("latin1", 0, packet.indexOf("\r\n"));
  const [, method, target] =
    /^([\w!#$%&'*+.^`|~-]+) ([^\0-\x20\x7f]+) HTTP\/1\.[01]$/.exec(line) ?? [];
  if (method === undefined || target === undefined) return undefined;
  const bytes = Buffer.from(target, "latin1");
  if (!isUtf8(bytes) || isAscii(bytes)) return undefined;
  const encoded = bytes
    .toString("utf8")
    .replace(/[^\0-\x7f]+/g, encodeURIComponent);
  return Buffer.concat([
    Buffer.from(`${method} ${encoded}`, "latin1"),
    packet.subarray(method.length + 1 + target.length),
  ]);
}

/** A connection whose first packet was changed; the rest comes from the real one. */
export class OneRequest extends Duplex {
  readonly #socket: Socket;
  readonly remoteAddress: string | undefined;

  constructor(socket: Socket, packet: Buffer) {
    super();
    this.#socket = socket;
    this.remoteAddress = socket.remoteAddress;
    // Node's server lets go of the connection when another listens.
    for (const event of ["data", "end", "drain", "timeout", "error"])
      socket.removeAllListeners(event);
    this.push(packet);
    socket.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.on("end", () => this.push(null));
    socket.on("error", () => this.destroy());
    socket.on("close", () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

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

  override _destroy(
    error: Error | null,
    done: (e: Error | null) => void,
  ): void {
    this.#socket.destroy();
    done(error);
  }

  /** As a socket's: Node's server ends connections with it. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }
}
