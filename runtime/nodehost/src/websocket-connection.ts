// One WebSocket connection: RFC 6455 frames over a socket whose opening handshake
// is over, with RFC 7692 compression. It is as strict as workerd and no stricter:
// frames of clients need no mask, text is not checked for UTF-8, close codes are
// taken as they come. Error texts are workerd's.
import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import { deflateRawSync, inflateRawSync, constants } from "node:zlib";
import type { Agreement } from "./websocket-handshake.ts";

export const TEXT = 1;
export const CLOSE = 8;
const CONTINUATION = 0;
const BINARY = 2;
const PING = 9;
const PONG = 10;

/** The code of a close frame that has none. */
export const NO_CODE = 1005;
const maxMessage = 32 * 1024 * 1024;
/** How much may wait to be written before a sender must. */
const maxQueued = 256 * 1024;
const goAwayWithinMs = 2000;
const endWithinMs = 10_000;

export interface Message {
  readonly kind: number;
  readonly data: Buffer;
  /** Of a close. */
  readonly code: number;
}

/** What the other side did wrong; a close frame has told it so. */
export class ProtocolError extends Error {
  readonly code: number;
  readonly reason: string;
  constructor(code: number, reason: string) {
    super(
      `WebSocket protocol error; protocolError.statusCode = ${code}; protocolError.description = ${reason}`,
    );
    this.code = code;
    this.reason = reason;
  }
}

/** An error, or null for the end of the connection without a close frame. */
export type Received = (
  error: ProtocolError | null | undefined,
  message?: Message,
) => void;

interface FrameHead {
  readonly first: number;
  readonly length: number;
  readonly size: number;
  readonly mask: Buffer | undefined;
}

export class Connection {
  readonly #socket: Duplex;
  readonly #client: boolean;
  readonly #deflate: Agreement | undefined;
  #buffer: Buffer;
  #parts: Buffer[] = [];
  #partsLength = 0;
  #kind = 0; // of the message in #parts; 0 for none
  #compressed = false;
  #window: Buffer = Buffer.alloc(0);
  #got: Received | undefined;
  #over = false; // nothing more can be read
  #closed = false; // a close frame was written
  #gone = false;
  #onGone: (() => void)[] = [];

  constructor(
    socket: Duplex,
    head: Buffer,
    client: boolean,
    deflate: Agreement | undefined,
  ) {
    this.#socket = socket;
    this.#buffer = head;
    this.#client = client;
    this.#deflate = deflate;
    const end = () => {
      this.#over = true;
      this.#advance();
    };
    socket.on("readable", () => this.#advance());
    socket.on("end", end);
    socket.on("error", end);
    socket.on("close", () => {
      end();
      this.abort();
    });
    // Otherwise a connection that waits for its script would keep the process.
    socket.read(0);
  }

  /** Runs f when the connection is gone. */
  onGone(f: () => void): void {
    if (this.#gone) f();
    else this.#onGone.push(f);
  }

  /** Ends the connection at once. */
  abort(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#socket.destroy();
    for (const f of this.#onGone.splice(0)) f();
  }

  /** Ends the connection when what was sent has left. */
  end(): void {
    if (this.#gone) return;
    const late = setTimeout(() => this.abort(), endWithinMs).unref();
    this.onGone(() => clearTimeout(late));
    this.#socket.end(() => this.abort());
  }

  /** Says goodbye with 1001 unless a close was sent: the process ends. */
  goAway(): void {
    this.send(CLOSE, Buffer.alloc(0), 1001, () => {});
    setTimeout(() => this.abort(), goAwayWithinMs);
  }

  /**
   * Sends one message. It returns false when it was refused; done is called at
   * once while there is room, and else when the message has left. After a close
   * nothing is sent, and that is no error.
   */
  send(
    kind: number,
    data: Buffer,
    code: number,
    done: (failed: boolean) => void,
  ): void {
    if (this.#gone || this.#socket.destroyed) return done(true);
    if (this.#closed) return done(false);
    let body = data;
    let first = 0x80 | kind;
    if (kind === CLOSE) {
      if (code === NO_CODE && data.length > 0) {
        this.abort(); // it cannot be written
        return done(true);
      }
      this.#closed = true;
      body =
        code === NO_CODE
          ? Buffer.alloc(0)
          : Buffer.concat([Buffer.from([code >> 8, code & 255]), data]);
    } else {
      const packed = this.#pack(data);
      if (packed !== undefined) {
        body = packed;
        first |= 0x40;
      }
    }
    const full = this.#socket.writableLength > maxQueued;
    this.#write(first, body, full ? () => done(this.#gone) : undefined);
    if (!full) done(false);
  }

  #write(first: number, body: Buffer, written?: () => void): void {
    const mask = this.#client ? randomBytes(4) : undefined;
    const head = Buffer.alloc(14);
    head[0] = first;
    const masked = mask === undefined ? 0 : 0x80;
    let size = 2;
    if (body.length < 126) head[1] = masked | body.length;
    else if (body.length < 65536) {
      head[1] = masked | 126;
      size = head.writeUInt16BE(body.length, 2);
    } else {
      head[1] = masked | 127;
      size = head.writeBigUInt64BE(BigInt(body.length), 2);
    }
    if (mask !== undefined) size += mask.copy(head, size);
    const frame = Buffer.concat([head.subarray(0, size), body]);
    if (mask !== undefined) applyMask(frame.subarray(size), mask);
    this.#socket.write(frame, written);
  }

  /** Gives the next message to got. Pings are answered on the way. */
  receive(got: Received): void {
    this.#got = got;
    this.#advance();
  }

  /** Calls done when the other side has ended the connection. */
  drain(done: () => void): void {
    this.#got = undefined;
    if (this.#over) return void setImmediate(done);
    this.#socket.on("data", () => {});
    this.onGone(done);
    this.#socket.on("end", () => this.abort());
  }

  #advance(): void {
    while (this.#got !== undefined) {
      const got = this.#got;
      let message: Message | undefined;
      try {
        message = this.#frame();
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.send(CLOSE, Buffer.from(error.reason), error.code, () => {});
        this.#got = undefined;
        got(error);
        return;
      }
      if (message === undefined) {
        if (!this.#over && !this.#socket.readableEnded) return;
        this.#got = undefined;
        got(null);
        return;
      }
      if (message === again) continue;
      this.#got = undefined;
      got(undefined, message);
    }
  }

  /** Takes size bytes; undefined while they have not come. */
  #peek(size: number): Buffer | undefined {
    while (this.#buffer.length < size) {
      const chunk = this.#socket.read() as Buffer | null;
      if (chunk === null) return undefined;
      this.#pending.push(chunk);
      this.#pendingLength += chunk.length;
      if (this.#buffer.length + this.#pendingLength >= size) {
        this.#buffer = Buffer.concat([this.#buffer, ...this.#pending]);
        this.#pending = [];
        this.#pendingLength = 0;
      }
    }
    return this.#buffer.subarray(0, size);
  }
  // Read from the socket, not yet joined to #buffer: joining at every chunk of a
  // long message would copy it over and over.
  #pending: Buffer[] = [];
  #pendingLength = 0;

  #head(): FrameHead | undefined {
    const start = this.#peek(2);
    if (start === undefined) return undefined;
    const [first = 0, second = 0] = start;
    const masked = (second & 0x80) !== 0;
    let length = second & 0x7f;
    const long = length === 126 ? 2 : length === 127 ? 8 : 0;
    const size = 2 + long + (masked ? 4 : 0);
    const head = this.#peek(size);
    if (head === undefined) return undefined;
    if ((first & 0x30) !== 0)
      throw new ProtocolError(1002, "Received frame had RSV bits 2 or 3 set");
    if (long === 2) length = head.readUInt16BE(2);
    if (long === 8) {
      const exact = head.readBigUInt64BE(2);
      if (exact > BigInt(maxMessage)) tooLarge(exact, this.#room());
      length = Number(exact);
    }
    const mask = masked ? Buffer.from(head.subarray(size - 4)) : undefined;
    return { first, length, size, mask };
  }

  #room(): number {
    return maxMessage - this.#partsLength;
  }

  /** Reads one frame: a message, again when it completed none, undefined when it is not here yet. */
  #frame(): Message | undefined {
    const head = this.#head();
    if (head === undefined) return undefined;
    const { first, length, size } = head;
    const opcode = first & 0xf;
    const final = (first & 0x80) !== 0;
    const data = opcode < CLOSE;
    if (length > this.#room()) tooLarge(length, this.#room());
    if (opcode === CONTINUATION && this.#kind === 0)
      throw new ProtocolError(1002, "Unexpected continuation frame");
    if (opcode !== CONTINUATION && data && this.#kind !== 0)
      throw new ProtocolError(1002, "Missing continuation frame");
    if (!final && !data)
      throw new ProtocolError(1002, "Received fragmented control frame");
    const frame = this.#peek(size + length);
    if (frame === undefined) return undefined;
    const body = Buffer.from(frame.subarray(size));
    this.#buffer = this.#buffer.subarray(size + length);
    if (head.mask !== undefined) applyMask(body, head.mask);
    if (!data) return this.#control(opcode, body);
    if (opcode !== CONTINUATION) {
      this.#kind = opcode;
      this.#compressed = (first & 0x40) !== 0;
    }
    this.#parts.push(body);
    this.#partsLength += body.length;
    if (!final) return again;
    const compressed = this.#compressed || (first & 0x40) !== 0;
    const whole = Buffer.concat(this.#parts);
    const kind = this.#kind;
    this.#parts = [];
    this.#partsLength = this.#kind = 0;
    return this.#unpacked(kind, whole, compressed);
  }

  #control(opcode: number, body: Buffer): Message {
    switch (opcode) {
      case PING:
        if (!this.#closed) this.#write(0x80 | PONG, body);
        return again;
      case PONG:
        return again;
      case CLOSE:
        return body.length < 2
          ? { kind: CLOSE, code: NO_CODE, data: Buffer.alloc(0) }
          : {
              kind: CLOSE,
              code: body.readUInt16BE(0),
              data: body.subarray(2),
            };
    }
    throw new ProtocolError(1002, `Unknown opcode ${opcode}`);
  }

  #unpacked(kind: number, body: Buffer, compressed: boolean): Message {
    if (compressed && this.#deflate === undefined)
      throw new ProtocolError(
        1002,
        "Received a WebSocket frame whose compression bit was set, but the compression extension was not negotiated for this connection.",
      );
    if (kind !== TEXT && kind !== BINARY)
      throw new ProtocolError(1002, `Unknown opcode ${kind}`);
    return { kind, code: 0, data: compressed ? this.#unpack(body) : body };
  }

  // Each message is packed by itself, which every agreement allows. One that could
  // refer back further than was agreed stays as it is, which is allowed too.
  #pack(data: Buffer): Buffer | undefined {
    if (this.#deflate === undefined) return undefined;
    const { outBits } = this.#deflate;
    if (outBits !== 0 && data.length > 1 << outBits) return undefined;
    if (data.length === 0) return Buffer.from([0]);
    const packed = deflateRawSync(data, {
      level: 1,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    return packed.subarray(0, -4);
  }

  #unpack(data: Buffer): Buffer {
    let out: Buffer;
    try {
      out = inflateRawSync(Buffer.concat([data, tail]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: maxMessage,
        ...(this.#window.length > 0 && { dictionary: this.#window }),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
        throw new ProtocolError(1009, "Message is too large");
      throw new ProtocolError(1002, "Invalid compressed data");
    }
    if (this.#deflate?.inNoContext !== true)
      this.#window = Buffer.concat([this.#window, out]).subarray(-32768);
    return out;
  }
}

// Says that a frame was read that completes no message.
const again: Message = { kind: -1, code: 0, data: Buffer.alloc(0) };
const tail = Buffer.from([0, 0, 0xff, 0xff]);

function tooLarge(length: number | bigint, room: number): never {
  throw new ProtocolError(1009, `Message is too large: ${length} > ${room}`);
}

function applyMask(bytes: Buffer, mask: Buffer): void {
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = (bytes[i] ?? 0) ^ (mask[i & 3] ?? 0);
}
