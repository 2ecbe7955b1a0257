// The encodings of documents: any of the web's in which markup is ASCII. Node
// reads all of them; to write one, its decoder is asked once for every
// character it knows.

const wide = new Set(["utf-16le", "utf-16be", "iso-2022-jp"]);

export class Charset {
  readonly name: string;
  /** Bytes that must be free before a character beyond ASCII is decoded. */
  readonly room: number;
  #table: Map<string, number[]> | undefined;

  constructor(label: string) {
    let name: string;
    try {
      name = new TextDecoder(label).encoding;
    } catch {
      throw new TypeError(
        "Parser error: Unknown character encoding has been provided.",
      );
    }
    if (wide.has(name))
      throw new TypeError("Parser error: Expected ASCII-compatible encoding.");
    this.name = name;
    this.room = ["gbk", "gb18030", "big5"].includes(name) ? 4 : 3;
  }

  get isUTF8(): boolean {
    return this.name === "utf-8";
  }

  decoder(): TextDecoder {
    return new TextDecoder(this.name, { ignoreBOM: true });
  }

  /**
   * Reads bytes that stand alone, such as a name. A byte order mark is
   * believed, as everywhere on the web, and falls away.
   */
  decode(bytes: Uint8Array): string {
    const [a, b] = bytes;
    const marked =
      a === 0xff && b === 0xfe
        ? "utf-16le"
        : a === 0xfe && b === 0xff
          ? "utf-16be"
          : a === 0xef && b === 0xbb && bytes[2] === 0xbf
            ? "utf-8"
            : this.name;
    return new TextDecoder(marked).decode(bytes);
  }

  /** Writes text; what the charset lacks becomes a character reference. */
  encode(text: string): Uint8Array {
    return this.#encode(text, (c) =>
      Array.from(`&#${c.codePointAt(0)};`, (x) => x.charCodeAt(0)),
    ) as Uint8Array;
  }

  /** The same where no reference may stand: null when one would have to. */
  encodeExact(text: string): Uint8Array | null {
    return this.#encode(text, () => null);
  }

  #encode(
    text: string,
    unknown: (c: string) => number[] | null,
  ): Uint8Array | null {
    if (this.isUTF8 || !/[^\0-\x7f]/.test(text))
      return Buffer.from(text, "utf8");
    this.#table ??= tableOf(this.name);
    const out: number[] = [];
    for (const c of text) {
      const code = c.codePointAt(0) ?? 0;
      const bytes =
        code < 0x80
          ? [code]
          : this.name === "gb18030" && code > 0xffff
            ? fourBytes(code - 0x10000 + 189000)
            : (this.#table.get(c) ?? unknown(c));
      if (bytes === null) return null;
      out.push(...bytes);
    }
    return Uint8Array.from(out);
  }
}

const tables = new Map<string, Map<string, number[]>>();

function tableOf(name: string): Map<string, number[]> {
  let table = tables.get(name);
  if (table === undefined) {
    table = makeTable(name);
    tables.set(name, table);
  }
  return table;
}

// Characters of Big5 that are written as the last of their places, not the first.
const lastOfBig5 = "\u2550\u255e\u2561\u256a\u5341\u5345";

function makeTable(name: string): Map<string, number[]> {
  const table = new Map<string, number[]>();
  const decoder = new TextDecoder(name, { fatal: true });
  const add = (...bytes: number[]): void => {
    let text: string;
    try {
      text = decoder.decode(Uint8Array.from(bytes));
    } catch {
      return;
    }
    if (text.length !== 1 || text < "\x80") return;
    if (name === "shift_jis" && text >= "\ue000" && text <= "\uf8ff") return;
    if (!table.has(text) || (name === "big5" && lastOfBig5.includes(text)))
      table.set(text, bytes);
  };
  for (let a = name === "gb18030" ? 0x81 : 0x80; a <= 0xff; a++) add(a);
  if (name === "shift_jis" || name === "euc-jp") {
    table.set("\u00a5", [0x5c]);
    table.set("\u203e", [0x7e]);
  } else if (!/^(gb|big5|euc)/.test(name)) {
    return table;
  }
  // Big5 does not write its Hong Kong supplement, Shift_JIS not NEC's copies.
  for (let a = name === "big5" ? 0xa1 : 0x81; a <= 0xfe; a++) {
    if (name === "shift_jis" && a >= 0xed && a <= 0xef) continue;
    for (let b = 0x40; b <= 0xfe; b++) add(a, b);
  }
  if (name === "gb18030") for (let i = 0; i < 39420; i++) add(...fourBytes(i));
  const minus = table.get("\uff0d");
  if (minus && /jp|jis/.test(name)) table.set("\u2212", minus);
  return table;
}

// The characters that gb18030 writes in four bytes are numbered.
const fourBytes = (i: number): number[] => [
  0x81 + Math.floor(i / 12600),
  0x30 + (Math.floor(i / 1260) % 10),
  0x81 + (Math.floor(i / 10) % 126),
  0x30 + (i % 10),
];
