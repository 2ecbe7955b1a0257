// The options of get, put and createMultipartUpload: checksums, conditions, ranges.
import type { Condition, ETag, Range, Sum, SumName } from "./r2_store.ts";
import {
  badField,
  dateOf,
  encoder,
  fieldsOf,
  most,
  must,
  shown,
  textOf,
  valueOf,
  type Fields,
} from "./r2_values.ts";

export const sums: readonly {
  readonly name: SumName;
  readonly title: string;
  readonly bytes: number;
}[] = [
  { name: "md5", title: "MD5", bytes: 16 },
  { name: "sha1", title: "SHA-1", bytes: 20 },
  { name: "sha256", title: "SHA-256", bytes: 32 },
  { name: "sha384", title: "SHA-384", bytes: 48 },
  { name: "sha512", title: "SHA-512", bytes: 64 },
];

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}

export function sumOf(fields: Fields): Sum | undefined {
  let found: Sum | undefined;
  for (const { name, title, bytes } of sums) {
    const given = fields[name];
    if (given === undefined) continue;
    must(
      found === undefined,
      "You cannot specify multiple hashing algorithms.",
    );
    if (typeof given === "string") {
      const length = encoder.encode(given).length;
      must(
        length === 2 * bytes,
        `${title} is ${2 * bytes} hex characters, not ${length}`,
      );
      must(
        /^[0-9a-f]*$/i.test(given),
        `Provided ${title} wasn't a valid hex string`,
      );
      found = { name, hex: given.toLowerCase() };
      continue;
    }
    const value = valueOf(given, () => new TypeError()) as Uint8Array;
    must(
      value.length === bytes,
      `${title} is ${bytes} bytes, not ${value.length}`,
    );
    found = { name, hex: toHex(value) };
  }
  return found;
}

export function checkSums(fields: Fields): void {
  for (const { name } of sums) {
    const given = fields[name];
    if (
      given !== undefined &&
      typeof given !== "string" &&
      !(given instanceof ArrayBuffer) &&
      !ArrayBuffer.isView(given)
    )
      throw badField(name, "PutOptions", "BufferSource or string");
  }
}

// Conditions.

function single(field: string, given: unknown): readonly ETag[] | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== "string") throw badField(field, "Conditional", "string");
  return given === "*" ? [{ any: true }] : [{ value: given }];
}

function checkQuotes(list: readonly ETag[] | undefined): void {
  const value = list?.[0]?.value ?? "";
  must(
    !(value.startsWith('"') && value.endsWith('"')),
    `Conditional ETag should not be wrapped in quotes (${value}).`,
  );
}

const conditionFields = [
  "etagMatches",
  "etagDoesNotMatch",
  "uploadedBefore",
  "uploadedAfter",
  "secondsGranularity",
];

// What a script gave as onlyIf: read at once, judged later.
export function conditionGiven(
  given: unknown,
  of: string,
): (() => Condition) | undefined {
  if (given === undefined) return undefined;
  if (given instanceof Headers) return () => headersCondition(given);
  const fields = fieldsOf(given, conditionFields, () =>
    badField("onlyIf", of, "Conditional or Headers"),
  );
  if (fields === undefined) return undefined;
  const matches = single("etagMatches", fields["etagMatches"]);
  const differs = single("etagDoesNotMatch", fields["etagDoesNotMatch"]);
  const date = (name: string) => dateOf(fields[name], name, "Conditional");
  const before = date("uploadedBefore");
  const after = date("uploadedAfter");
  const seconds = Boolean(fields["secondsGranularity"]);
  return () => {
    checkQuotes(matches);
    checkQuotes(differs);
    return present<Condition>({
      matches,
      differs,
      before: moment(before),
      after: moment(after),
      seconds,
    });
  };
}

// workerd counts from 1970 without a sign: what was before is far in the future.
function moment(time: number | undefined): number | undefined {
  return time !== undefined && time < 0 ? most : time;
}

/** The fields that are there. */
export function present<T extends object>(fields: {
  readonly [K in keyof T]: T[K] | undefined;
}): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as T;
}

function headersCondition(headers: Headers): Condition {
  const etags = (name: string) => {
    const value = headers.get(name);
    if (value === null) return undefined;
    const list = parseETags(value);
    must(list.length > 0, `Invalid ETag in ${name} header`, Error);
    return list;
  };
  const time = (name: string) => {
    const value = headers.get(name);
    return value === null ? undefined : moment(headerTime(value));
  };
  return present<Condition>({
    matches: etags("if-match"),
    differs: etags("if-none-match"),
    after: time("if-modified-since"),
    before: time("if-unmodified-since"),
    seconds: true,
  });
}

// A date that is none is the first of January 1970.
export function headerTime(value: string): number {
  return new Date(value).getTime() || 0;
}

// The lists of If-Match and If-None-Match: RFC 9110 §13.1.1, leniently.
function parseETags(header: string): readonly ETag[] {
  const list: ETag[] = [];
  let rest = header;
  let wantsComma = false;
  const comma = (found: string, start: string) =>
    must(
      !wantsComma,
      `Comma was expected to separate etags. Encountered a ${found} instead.${start}`,
      Error,
    );
  for (;;) {
    rest = rest.replace(/^[ \t]+/, "");
    switch (rest[0]) {
      case ",":
        rest = rest.slice(1);
        wantsComma = false;
        continue;
      case "*":
        comma("wildcard character '*'", "");
        return [{ any: true }];
      case "W":
        comma(
          "weak quotation character 'W'",
          " This would otherwise indicate the start of a new weak etag.",
        );
        must(
          rest.startsWith('W/"'),
          "Weak etags must start with W/ and their value must be quoted",
          Error,
        );
        rest = rest.slice(2);
        break;
      case '"':
        comma(
          "double quote character '\"'",
          " This would otherwise indicate the start of a new strong etag.",
        );
        break;
      default:
        return list;
    }
    const weak = header.endsWith(`W/${rest}`);
    const end = rest.indexOf('"', 1);
    must(end > 0, "Unclosed double quote for Etag", Error);
    list.push({ value: rest.slice(1, end), weak });
    rest = rest.slice(end + 1);
    wantsComma = true;
  }
}

// Ranges.

export function rangeGiven(
  given: unknown,
): (() => Range | undefined) | undefined {
  if (given === undefined) return undefined;
  if (given instanceof Headers) return () => headerRange(given.get("range"));
  const fields = fieldsOf(given, ["offset", "length", "suffix"], () =>
    badField("range", "GetOptions", "Range or Headers"),
  );
  if (fields === undefined) return undefined;
  const number = (name: string) =>
    fields[name] === undefined ? undefined : Number(fields[name]);
  const offset = number("offset");
  const length = number("length");
  const suffix = number("suffix");
  return () => {
    whole(offset, "Invalid range. Starting offset");
    whole(length, "Invalid range. Length");
    if (suffix !== undefined) {
      must(offset === undefined, "Suffix is incompatible with offset.");
      must(length === undefined, "Suffix is incompatible with length.");
      whole(suffix, "Invalid suffix. Suffix", "Invalid range. Suffix");
    }
    const counted = (n: number | undefined) => n && Math.min(n, most);
    return present<Range>({
      offset: counted(offset),
      length: counted(length),
      suffix: counted(suffix),
    });
  };
}

function whole(
  value: number | undefined,
  negative: string,
  fraction = negative,
): void {
  if (value === undefined) return;
  must(
    value >= 0,
    `${negative} (${shown(value)}) must be greater than or equal to 0.`,
    RangeError,
  );
  must(
    Number.isInteger(value) || value === Infinity,
    `${fraction} (${shown(value)}) must be an integer, not floating point.`,
    RangeError,
  );
}

// One range in bytes; several, and what is none, mean the whole object.
function headerRange(header: string | null): Range | undefined {
  const found = /^ *bytes *= *(\d*) *- *(\d*) *$/i.exec(header ?? "");
  if (found === null) return undefined;
  const [, first = "", last = ""] = found;
  if (first === "")
    return last === "" ? undefined : { suffix: Number(last), lenient: true };
  const offset = Number(first);
  if (last === "") return { offset, lenient: true };
  const length = Number(last) - offset + 1;
  return length > 0 ? { offset, length, lenient: true } : undefined;
}

export function checkSecret(given: unknown): void {
  if (given === undefined) return;
  const text = given instanceof ArrayBuffer || ArrayBuffer.isView(given);
  if (text)
    must(
      given.byteLength === 32,
      "SSE-C Key must be 32 bytes in length",
      Error,
    );
  else {
    must(
      /^[0-9a-f]+$/.test(textOf(given)),
      "SSE-C Key has invalid format",
      Error,
    );
    must(
      textOf(given).length === 64,
      "SSE-C Key must be 32 bytes in length",
      Error,
    );
  }
  // Stored in the clear it would be silently less than what was asked for.
  throw new Error(
    "ssecKey is not supported by w2c: encrypt in the Worker, or the disk",
  );
}
