// TextDecoder and TextEncoder as workerd has them. Node's decode the East Asian
// encodings as ICU does, which is not what the Encoding Standard says of wrong
// bytes and of characters that one vendor added; so these are decoded here, with
// the tables that Node's own decoder can be asked for. Errors have workerd's words.
// https://encoding.spec.whatwg.org/
//
// Difference: the Hong Kong characters of Big5 that ICU does not know decode to
// U+FFFD.

const NodeDecoder = globalThis.TextDecoder;
const nativeDecode = NodeDecoder.prototype.decode;

/** The end of the input. */
const end = -1;
const bad = "\ufffd";

/** A decoder of the standard: takes a byte, or end, and gives text or undefined. */
interface Machine {
  step(byte: number, input: Queue): string | undefined;
  /** Nothing is pending. */
  readonly idle: boolean;
}

class Queue {
  #bytes: Uint8Array;
  #at = 0;
  #back: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(): number {
    return this.#back.pop() ?? this.#bytes[this.#at++] ?? end;
  }

  /** Puts bytes back, to be read again in this order. */
  restore(...bytes: number[]): void {
    for (const byte of bytes.reverse()) if (byte !== end) this.#back.push(byte);
  }
}

const within = (byte: number, low: number, high: number) =>
  byte >= low && byte <= high;

// A byte of ASCII that cannot be a second byte is looked at again.
function failed(byte: number, input: Queue): string {
  if (within(byte, 0, 0x7f)) input.restore(byte);
  return bad;
}

/** The character of the bytes that Node's decoder finds, if it finds one. */
function asker(
  label: string,
  nobody = /[\ufffd\ue000-\uf8ff]/,
): (...bytes: number[]) => string | undefined {
  const decoder = new NodeDecoder(label);
  const known = new Map<number, string | undefined>();
  return (...bytes) => {
    const key = bytes.reduce((all, byte) => all * 256 + byte, 0);
    if (!known.has(key)) {
      const text = nativeDecode.call(decoder, Uint8Array.from(bytes));
      const one = [...text].length === 1 && !nobody.test(text);
      known.set(key, one ? text : undefined);
    }
    return known.get(key);
  };
}

// Encodings with a lead byte and a second one differ in which bytes lead, which
// single bytes mean something, and what a pair means.
class Pairs implements Machine {
  #lead = 0;
  #single: (byte: number) => string | undefined;
  #pair: (lead: number, byte: number) => string | undefined;

  constructor(
    single: (byte: number) => string | undefined,
    pair: (lead: number, byte: number) => string | undefined,
  ) {
    this.#single = single;
    this.#pair = pair;
  }

  get idle(): boolean {
    return this.#lead === 0;
  }

  step(byte: number, input: Queue): string | undefined {
    const lead = this.#lead;
    this.#lead = 0;
    if (byte === end) return bad;
    if (lead !== 0) return this.#pair(lead, byte) ?? failed(byte, input);
    if (byte < 0x80) return String.fromCharCode(byte);
    const text = this.#single(byte);
    if (text === undefined) this.#lead = byte;
    return text;
  }
}

function big5(): Machine {
  const ask = asker("big5");
  const combined: Record<number, string> = {
    0x8862: "\u00ca\u0304",
    0x8864: "\u00ca\u030c",
    0x88a3: "\u00ea\u0304",
    0x88a5: "\u00ea\u030c",
  };
  return new Pairs(
    (byte) => (within(byte, 0x81, 0xfe) ? undefined : bad),
    (lead, byte) =>
      within(byte, 0x40, 0x7e) || within(byte, 0xa1, 0xfe)
        ? (combined[lead * 256 + byte] ?? ask(lead, byte))
        : undefined,
  );
}

function eucKR(): Machine {
  const ask = asker("euc-kr");
  return new Pairs(
    (byte) => (within(byte, 0x81, 0xfe) ? undefined : bad),
    (lead, byte) => {
      if (lead === 0xa2 && within(byte, 0xe6, 0xe7))
        return byte === 0xe6 ? "\u20ac" : "\u00ae"; // younger than ICU's table
      if (lead >= 0xa1 && within(byte, 0xa1, 0xfe)) return ask(lead, byte);
      return unified().get(lead * 256 + byte);
    },
  );
}

// The code that unified the Korean ones put the syllables that were missing, in
// order, where there was room.
let unifiedHangul: Map<number, string> | undefined;
function unified(): Map<number, string> {
  if (unifiedHangul !== undefined) return unifiedHangul;
  const ask = asker("euc-kr");
  const had = new Set<string | undefined>();
  for (let lead = 0xb0; lead <= 0xc8; lead++)
    for (let byte = 0xa1; byte <= 0xfe; byte++) had.add(ask(lead, byte));
  unifiedHangul = new Map();
  let syllable = 0xac00;
  for (let lead = 0x81; lead <= 0xc6; lead++)
    for (let byte = 0x41; byte <= (lead < 0xa1 ? 0xfe : 0xa0); byte++) {
      if (within(byte, 0x5b, 0x60) || within(byte, 0x7b, 0x80)) continue;
      while (had.has(String.fromCharCode(syllable))) syllable++;
      if (syllable > 0xd7a3) return unifiedHangul;
      unifiedHangul.set(lead * 256 + byte, String.fromCharCode(syllable++));
    }
  return unifiedHangul;
}

function shiftJIS(): Machine {
  const ask = asker("shift_jis");
  return new Pairs(
    (byte) => {
      if (byte === 0x80) return "\u0080";
      if (within(byte, 0xa1, 0xdf))
        return String.fromCharCode(0xff61 - 0xa1 + byte);
      return byte === 0xa0 || byte > 0xfc ? bad : undefined;
    },
    (lead, byte) => {
      if (!within(byte, 0x40, 0x7e) && !within(byte, 0x80, 0xfc))
        return undefined;
      const pointer =
        (lead - (lead < 0xa0 ? 0x81 : 0xc1)) * 188 +
        (byte - (byte < 0x7f ? 0x40 : 0x41));
      return within(pointer, 8836, 10715)
        ? String.fromCharCode(0xe000 - 8836 + pointer)
        : ask(lead, byte);
    },
  );
}

class GB18030 implements Machine {
  #pending: number[] = [];
  #ask = asker("gb18030", /\ufffd/);

  get idle(): boolean {
    return this.#pending.length === 0;
  }

  step(byte: number, input: Queue): string | undefined {
    const bytes = this.#pending;
    this.#pending = [];
    const more = (): undefined => void (this.#pending = [...bytes, byte]);
    const [lead = 0, ...rest] = bytes;
    if (byte === end) return bad;
    switch (bytes.length) {
      case 0:
        if (byte < 0x80) return String.fromCharCode(byte);
        if (byte === 0x80) return "\u20ac";
        return byte === 0xff ? bad : more();
      case 1:
        if (within(byte, 0x30, 0x39)) return more();
        return (
          (within(byte, 0x40, 0x7e) || within(byte, 0x80, 0xfe)
            ? this.#ask(lead, byte)
            : undefined) ?? failed(byte, input)
        );
      case 2:
        if (within(byte, 0x81, 0xfe)) return more();
        break;
      default:
        if (within(byte, 0x30, 0x39))
          return this.#four(lead, ...rest, byte) ?? bad;
    }
    input.restore(...rest, byte);
    return bad;
  }

  #four(...bytes: number[]): string | undefined {
    // The one character that looks like an error.
    if (bytes.join() === "132,49,164,55") return bad;
    return this.#ask(...bytes);
  }
}

class EucJP implements Machine {
  #lead = 0;
  #third = false;
  #ask = asker("euc-jp");

  get idle(): boolean {
    return this.#lead === 0;
  }

  step(byte: number, input: Queue): string | undefined {
    const lead = this.#lead;
    const third = this.#third;
    this.#lead = 0;
    if (byte === end) return bad;
    if (lead === 0x8e && within(byte, 0xa1, 0xdf))
      return String.fromCharCode(0xff61 - 0xa1 + byte);
    if (lead === 0x8f && !third && within(byte, 0xa1, 0xfe)) {
      this.#lead = byte;
      this.#third = true;
      return undefined;
    }
    this.#third = false;
    if (lead !== 0) {
      let text: string | undefined;
      if (lead >= 0xa1 && within(byte, 0xa1, 0xfe)) {
        if (!third) text = this.#ask(lead, byte);
        else if (lead < 0xf3) text = this.#ask(0x8f, lead, byte);
      }
      return text ?? failed(byte, input);
    }
    if (byte < 0x80) return String.fromCharCode(byte);
    if (byte !== 0x8e && byte !== 0x8f && !within(byte, 0xa1, 0xfe)) return bad;
    this.#lead = byte;
    return undefined;
  }
}

type State =
  "ascii" | "roman" | "katakana" | "lead" | "trail" | "start" | "escape";

const escapes: Record<number, State> = {
  0x2842: "ascii",
  0x284a: "roman",
  0x2849: "katakana",
  0x2440: "lead",
  0x2442: "lead",
};

class Iso2022JP implements Machine {
  #state: State = "ascii";
  #output: State = "ascii";
  #lead = 0;
  #written = false;
  #ask = asker("euc-jp");

  get idle(): boolean {
    return !["trail", "start", "escape"].includes(this.#state);
  }

  step(byte: number, input: Queue): string | undefined {
    const state = this.#state;
    if (state === "start") {
      if (byte === 0x24 || byte === 0x28) {
        this.#lead = byte;
        this.#state = "escape";
        return undefined;
      }
      return this.#noEscape(input, byte);
    }
    if (state === "escape") {
      const to = escapes[this.#lead * 256 + byte];
      if (to === undefined) return this.#noEscape(input, this.#lead, byte);
      const again = this.#written;
      this.#state = this.#output = to;
      this.#written = true;
      return again ? bad : undefined;
    }
    if (byte === 0x1b) {
      this.#state = "start";
      return state === "trail" ? bad : undefined;
    }
    if (state === "trail") {
      this.#state = "lead";
      if (!within(byte, 0x21, 0x7e)) return bad;
      return this.#ask(this.#lead + 0x80, byte + 0x80) ?? bad;
    }
    this.#written = false;
    if (state === "lead" && within(byte, 0x21, 0x7e)) {
      this.#lead = byte;
      this.#state = "trail";
      return undefined;
    }
    if (state === "katakana" && within(byte, 0x21, 0x5f))
      return String.fromCharCode(0xff61 - 0x21 + byte);
    if (state === "roman" && byte === 0x5c) return "\u00a5";
    if (state === "roman" && byte === 0x7e) return "\u203e";
    const plain = state === "ascii" || state === "roman";
    if (plain && byte < 0x80 && byte !== 0x0e && byte !== 0x0f)
      return String.fromCharCode(byte);
    return bad;
  }

  #noEscape(input: Queue, ...bytes: number[]): string {
    input.restore(...bytes);
    this.#written = false;
    this.#state = this.#output;
    return bad;
  }
}

const machines: Record<string, () => Machine> = {
  big5,
  "euc-kr": eucKR,
  shift_jis: shiftJIS,
  "euc-jp": () => new EucJP(),
  "iso-2022-jp": () => new Iso2022JP(),
  gbk: () => new GB18030(),
  gb18030: () => new GB18030(),
};

const running = new WeakMap<TextDecoder, Machine>();

const undecodable = () => new TypeError("Failed to decode input.");

function run(decoder: TextDecoder, bytes: Uint8Array, stream: boolean): string {
  const make = machines[decoder.encoding] as () => Machine;
  const machine = running.get(decoder) ?? make();
  if (stream) running.set(decoder, machine);
  else running.delete(decoder);
  const input = new Queue(bytes);
  let text = "";
  for (;;) {
    const byte = input.next();
    if (byte === end && (stream || machine.idle)) return text;
    const next = machine.step(byte, input);
    if (next === bad && decoder.fatal) {
      running.delete(decoder);
      throw undecodable();
    }
    text += next ?? "";
  }
}

function decode(
  this: TextDecoder,
  bytes?: unknown,
  options?: { stream?: boolean },
): string {
  const wrong = (what: string) =>
    new TypeError(`Failed to execute 'decode' on 'TextDecoder': ${what}.`);
  if (options === null) throw noOptions("13DecodeOptions");
  if (!isOptions(options))
    throw wrong("parameter 2 is not of type 'DecodeOptions'");
  const whole = bytes === undefined ? new Uint8Array(0) : bytesOf(bytes);
  if (whole === undefined) throw wrong("parameter 1 is not of type 'Array'");
  if (this.encoding in machines)
    return run(this, whole, Boolean(options?.stream));
  try {
    return nativeDecode.call(this, whole, options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? undecodable() : error;
  }
}

const isOptions = (options: unknown) =>
  options === undefined ||
  typeof options === "object" ||
  typeof options === "function";

// workerd's own words, with the name its compiler gives the class.
const noOptions = (name: string) =>
  new TypeError(
    `Cannot initialize N7workerd3api11TextDecoder${name}E with required members from an undefined or null value.`,
  );

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
    return new Uint8Array(value);
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

const { encodeInto } = TextEncoder.prototype;

const Decoder = new Proxy(NodeDecoder, {
  construct(target, [label, options], newTarget) {
    if (options === null) throw noOptions("18ConstructorOptions");
    if (!isOptions(options))
      throw new TypeError(
        "Failed to construct 'TextDecoder': constructor parameter 2 is not of type 'ConstructorOptions'.",
      );
    try {
      return Reflect.construct(target, [label, options], newTarget) as object;
    } catch (error) {
      if (error instanceof RangeError)
        throw new RangeError(`"${String(label)}" is not a valid encoding.`);
      throw error;
    }
  },
});
const define = (target: object, name: string, value: unknown) =>
  Object.defineProperty(target, name, {
    ...Object.getOwnPropertyDescriptor(target, name),
    value,
  });
define(NodeDecoder.prototype, "decode", decode);
define(NodeDecoder.prototype, "constructor", Decoder);
define(globalThis, "TextDecoder", Decoder);
const methods = {
  encodeInto(this: TextEncoder, text: string, bytes: Uint8Array) {
    if (!(bytes instanceof Uint8Array))
      throw new TypeError(
        "Failed to execute 'encodeInto' on 'TextEncoder': parameter 2 is not of type 'Uint8Array'.",
      );
    return encodeInto.call(this, text, bytes);
  },
};
define(TextEncoder.prototype, "encodeInto", methods.encodeInto);
