// What an object carries beside its body: HTTP metadata and a script's own.
import {
  badField,
  dateOf,
  encoder,
  failure,
  fieldsOf,
  isObject,
  textOf,
} from "./r2_values.ts";
import { headerTime } from "./r2_options.ts";

// Absent fields are there, and undefined.
export function allFields(http: HttpMetadata): object {
  return Object.fromEntries(httpFields.map(([field]) => [field, http[field]]));
}

export interface HttpMetadata {
  contentType?: string;
  contentLanguage?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  cacheControl?: string;
  cacheExpiry?: Date;
}

export const httpFields = [
  ["contentType", "content-type"],
  ["contentLanguage", "content-language"],
  ["contentDisposition", "content-disposition"],
  ["contentEncoding", "content-encoding"],
  ["cacheControl", "cache-control"],
  ["cacheExpiry", "expires"],
] as const;

export function httpGiven(
  given: unknown,
  of: string,
): HttpMetadata | undefined {
  if (given === undefined) return undefined;
  const out: HttpMetadata = {};
  if (given instanceof Headers) {
    for (const [field, header] of httpFields) {
      const value = given.get(header);
      if (value === null) continue;
      if (field === "cacheExpiry")
        out.cacheExpiry = new Date(headerTime(value));
      else out[field] = value;
    }
    return out;
  }
  const names = httpFields.map(([field]) => field);
  const fields = fieldsOf(given, names, () =>
    badField("httpMetadata", of, "HttpMetadata or Headers"),
  );
  if (fields === undefined) return undefined;
  for (const [field] of httpFields) {
    const value = fields[field];
    if (value === undefined) continue;
    if (field === "cacheExpiry") {
      const time = dateOf(value, field, "HttpMetadata");
      if (time !== undefined) out.cacheExpiry = new Date(time);
    } else out[field] = textOf(value);
  }
  return out;
}

export function httpText(metadata: HttpMetadata | undefined): string {
  return JSON.stringify({
    ...metadata,
    ...(metadata?.cacheExpiry && {
      cacheExpiry: metadata.cacheExpiry.getTime(),
    }),
  });
}

export function httpOf(text: string): HttpMetadata {
  const parsed = JSON.parse(text) as Record<string, string | number>;
  const out: HttpMetadata = {};
  for (const [field] of httpFields) {
    const value = parsed[field];
    if (value === undefined) continue;
    if (field === "cacheExpiry") out.cacheExpiry = new Date(value);
    else out[field] = String(value);
  }
  return out;
}

export type Custom = Record<string, string>;

export function customGiven(given: unknown, of: string): Custom | undefined {
  if (given === undefined) return undefined;
  if (!isObject(given) || Array.isArray(given))
    throw badField("customMetadata", of, "object");
  const out: Custom = {};
  for (const name of Object.keys(given)) {
    const value = textOf(Reflect.get(given, name));
    if (name !== "__proto__") out[textOf(name)] = value;
  }
  return out;
}

export function checkCustom(action: string, custom: Custom | undefined): void {
  const size = Object.entries(custom ?? {}).reduce(
    (sum, pair) => sum + encoder.encode(pair.join("")).length,
    0,
  );
  if (size > 8192) throw failure(action, 10012);
}

export function customOf(text: string): Custom {
  return JSON.parse(text) as Custom;
}
