// Content-Encoding as on Workers: a Worker that sets it on a plain body has the
// body compressed for it, and a client that did not ask for that coding gets
// the body plain.
// https://developers.cloudflare.com/workers/runtime-apis/response/ (encodeBody)
import type { Duplex, Readable } from "node:stream";
import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createGunzip,
  createGzip,
} from "node:zlib";

// A body that fetch() got encoded, by the stream that would decode it: as long
// as nobody has read the stream, the body can go out as it came.
const encodedSources = new WeakMap<
  ReadableStream,
  { coding: Coding; source: Readable }
>();

export function setEncodedSource(
  stream: ReadableStream,
  coding: Coding,
  source: Readable,
): void {
  encodedSources.set(stream, { coding, source });
}

/** The still encoded bytes of an untouched stream, when they are in this coding. */
export function encodedSource(
  stream: ReadableStream,
  coding: string | null,
): Readable | undefined {
  const found = encodedSources.get(stream);
  return found?.coding === coding && !found.source.readableDidRead
    ? found.source
    : undefined;
}

// Other codings are passed on as they are; so are these in other letter cases.
type Coding = "gzip" | "br";

export interface Plan {
  /** Keep the header, or remove it because the body goes out plain. */
  readonly keepHeader: boolean;
  /** What the body passes through on its way out. */
  readonly through: (() => Duplex) | undefined;
  /** through encodes a plain body; one that is encoded already needs nothing. */
  readonly recode: boolean;
}

const asItIs: Plan = {
  keepHeader: true,
  through: undefined,
  recode: false,
};

export function planCoding(
  contentEncoding: string | null,
  encodeBody: "automatic" | "manual",
  acceptEncoding: string | undefined,
): Plan {
  if (contentEncoding !== "gzip" && contentEncoding !== "br") return asItIs;
  const accepted = accepts(acceptEncoding, contentEncoding);
  if (encodeBody === "manual")
    return accepted
      ? asItIs
      : {
          keepHeader: false,
          through: () => decoder(contentEncoding),
          recode: false,
        };
  return accepted
    ? {
        keepHeader: true,
        through: () => encoder(contentEncoding),
        recode: true,
      }
    : { keepHeader: false, through: undefined, recode: false };
}

// Each chunk is flushed: a Worker that streams must be seen to stream.
function encoder(coding: Coding): Duplex {
  return coding === "gzip"
    ? createGzip({ flush: constants.Z_SYNC_FLUSH })
    : createBrotliCompress({
        flush: constants.BROTLI_OPERATION_FLUSH,
        params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
      });
}

function decoder(coding: Coding): Duplex {
  return coding === "gzip" ? createGunzip() : createBrotliDecompress();
}

function accepts(header: string | undefined, coding: Coding): boolean {
  let any = false;
  for (const item of (header ?? "").toLowerCase().split(",")) {
    const [name, ...parameters] = item.split(";").map((part) => part.trim());
    const refused = parameters.some((p) => /^q=0(\.0*)?$/.test(p));
    if (name === coding) return !refused;
    if (name === "*") any = !refused;
  }
  return any;
}
