// The objects a Worker finds behind an R2 binding. One text for every server: it
// reaches the store through one function, and everything a script can see (which
// arguments are taken, the shapes of objects, the texts of errors) is decided here
// and in the files it imports.
//
// https://developers.cloudflare.com/r2/api/workers/workers-api-reference/, and
// workerd's answers where it says nothing.
import {
  checkCustom,
  customGiven,
  httpGiven,
  httpText,
} from "./r2_metadata.ts";
import {
  constant,
  constructed,
  dress,
  getOf,
  headOf,
  made,
  putOf,
  type HeadResult,
} from "./r2_objects.ts";
import {
  checkSecret,
  checkSums,
  conditionGiven,
  present,
  rangeGiven,
  sumOf,
  sums,
} from "./r2_options.ts";
import type { Method, Outcome, Part, Question, Store } from "./r2_store.ts";
import {
  badElement,
  badField,
  badParameter,
  bodyOf,
  encoder,
  failure,
  fieldsOf,
  illegal,
  int32,
  must,
  putTypes,
  textOf,
  valueOf,
  wellFormed,
} from "./r2_values.ts";

const stores = new WeakMap<object, Store>();

function storeOf(bucket: object): Store {
  const store = stores.get(bucket);
  if (store === undefined) throw new TypeError(illegal);
  return store;
}

async function ask(
  store: Store,
  action: string,
  method: Method,
  question: Question,
  body?: Uint8Array | ReadableStream,
): Promise<Outcome> {
  const outcome = await store.ask(method, question, body).catch(bodyFailed);
  const { error, actual } = outcome;
  if (error === undefined) return outcome;
  if (error !== 10037) throw failure(action, error);
  const { title } = sums.find(({ name }) => name === question.sum?.name) ?? {
    title: "",
  };
  throw failure(
    action,
    error,
    [
      `The ${title} checksum you specified did not match what we received.`,
      `You provided a ${title} checksum with value: ${question.sum?.hex}`,
      `Actual ${title} was: ${actual}`,
    ].join("\n"),
  );
}

// What went wrong on the way of a body is no business of the script's, but for
// what a FixedLengthStream says.
function bodyFailed(error: unknown): never {
  if (error instanceof TypeError && /FixedLengthStream/.test(error.message))
    throw error;
  throw new Error("Network connection lost.");
}

const getFields = ["onlyIf", "range", "ssecKey"];
const putFields = [
  "onlyIf",
  "httpMetadata",
  "customMetadata",
  "md5",
  "sha1",
  "sha256",
  "sha384",
  "sha512",
  "storageClass",
  "ssecKey",
];
const multipartFields = [
  "httpMetadata",
  "customMetadata",
  "storageClass",
  "ssecKey",
];
const listFields = [
  "limit",
  "prefix",
  "cursor",
  "delimiter",
  "startAfter",
  "include",
];

const cancelled =
  "Stream cancelled because the associated put operation encountered an error.";

/** The bucket behind a binding. */
export function r2Bucket(store: Store): R2Bucket {
  const bucket = constructed(() => new R2Bucket());
  stores.set(bucket, store);
  return bucket;
}

// The methods take what they get (...args) because the checks are part of the
// contract; workers-types describes what a script may rely on.
class R2Bucket {
  constructor() {
    made();
  }

  async head(...args: unknown[]): Promise<HeadResult | null> {
    const store = storeOf(this);
    if (args.length < 1) throw badParameter("head", "R2Bucket", 1, "string");
    const key = textOf(args[0]);
    checkKey("head", key);
    const { object } = await ask(store, "head", "head", { key });
    return object ? headOf(object) : null;
  }

  async get(...args: unknown[]): Promise<HeadResult | null> {
    const store = storeOf(this);
    if (args.length < 1) throw badParameter("get", "R2Bucket", 1, "string");
    const key = textOf(args[0]);
    const fields =
      fieldsOf(args[1], getFields, () =>
        badParameter("get", "R2Bucket", 2, "GetOptions"),
      ) ?? {};
    const onlyIf = conditionGiven(fields["onlyIf"], "GetOptions");
    const range = rangeGiven(fields["range"]);
    const asked = present<Question>({ onlyIf: onlyIf?.(), range: range?.() });
    checkSecret(fields["ssecKey"]);
    checkKey("get", key);
    const { object, body } = await ask(store, "get", "get", { key, ...asked });
    if (!object) return null;
    return body === undefined ? headOf(object) : getOf(object, body);
  }

  async put(...args: unknown[]): Promise<HeadResult | null> {
    const store = storeOf(this);
    if (args.length < 1) throw badParameter("put", "R2Bucket", 1, "string");
    const key = textOf(args[0]);
    if (args.length < 2) throw badParameter("put", "R2Bucket", 2, putTypes);
    const value =
      args[1] == null
        ? null
        : valueOf(args[1], () => badParameter("put", "R2Bucket", 2, putTypes));
    const fields =
      fieldsOf(args[2], putFields, () =>
        badParameter("put", "R2Bucket", 3, "PutOptions"),
      ) ?? {};
    const onlyIf = conditionGiven(fields["onlyIf"], "PutOptions");
    const http = httpGiven(fields["httpMetadata"], "PutOptions");
    const custom = customGiven(fields["customMetadata"], "PutOptions");
    checkSums(fields);
    const storageClass = classOf(fields["storageClass"]);
    let asked: Question;
    try {
      asked = present<Question>({ onlyIf: onlyIf?.(), sum: sumOf(fields) });
      checkSecret(fields["ssecKey"]);
    } catch (error) {
      if (value instanceof ReadableStream && !value.locked)
        void value.cancel(new Error(cancelled)).catch(() => {});
      throw error;
    }
    const { body, size } = await bodyOf(store, value);
    checkKey("put", key);
    checkCustom("put", custom);
    if (store.limited && size > 5363466240) throw failure("put", 100100);
    const question = {
      key,
      size,
      ...asked,
      http: httpText(http),
      custom: JSON.stringify(custom ?? {}),
      storageClass,
    };
    const { object } = await ask(store, "put", "put", question, body);
    if (!object) return null;
    return putOf(object, http, custom);
  }

  async createMultipartUpload(...args: unknown[]): Promise<R2MultipartUpload> {
    const store = storeOf(this);
    const action = "createMultipartUpload";
    if (args.length < 1) throw badParameter(action, "R2Bucket", 1, "string");
    const key = textOf(args[0]);
    const fields =
      fieldsOf(args[1], multipartFields, () =>
        badParameter(action, "R2Bucket", 2, "MultipartOptions"),
      ) ?? {};
    const http = httpGiven(fields["httpMetadata"], "MultipartOptions");
    const custom = customGiven(fields["customMetadata"], "MultipartOptions");
    const storageClass = classOf(fields["storageClass"]);
    checkSecret(fields["ssecKey"]);
    checkKey(action, key);
    checkCustom(action, custom);
    const { uploadId = "" } = await ask(store, action, "create", {
      key,
      http: httpText(http),
      custom: JSON.stringify(custom ?? {}),
      storageClass,
    });
    return newUpload(store, key, uploadId);
  }

  resumeMultipartUpload(...args: unknown[]): R2MultipartUpload {
    const store = storeOf(this);
    [1, 2].forEach((n) => {
      if (args.length < n)
        throw badParameter("resumeMultipartUpload", "R2Bucket", n, "string");
    });
    return newUpload(store, textOf(args[0]), textOf(args[1]));
  }

  async delete(...args: unknown[]): Promise<void> {
    const store = storeOf(this);
    if (args.length < 1)
      throw badParameter("delete", "R2Bucket", 1, "string or Array");
    const keys = Array.isArray(args[0])
      ? args[0].map(textOf)
      : [textOf(args[0])];
    for (const key of keys) checkKey("delete", key);
    await ask(store, "delete", "delete", { keys });
  }

  async list(...args: unknown[]): Promise<unknown> {
    const store = storeOf(this);
    const fields =
      fieldsOf(args[0], listFields, () =>
        badParameter("list", "R2Bucket", 1, "ListOptions"),
      ) ?? {};
    const limit = fields["limit"] === undefined ? 1000 : int32(fields["limit"]);
    const asked = limit === -1 ? 1000 : limit; // -1 is how workerd says none
    const text = (name: string) => {
      const value = fields[name];
      if (value === undefined) return "";
      if (typeof value !== "string")
        throw badField(name, "ListOptions", "string");
      return wellFormed(value);
    };
    const prefix = text("prefix");
    const cursor = text("cursor");
    const delimiter = text("delimiter");
    const startAfter = text("startAfter");
    const asking = includeOf(fields["include"]);
    const include = store.include ? everything : asking;
    if (asked < 1 || asked > 1000) throw failure("list", 10022);
    const {
      objects = [],
      prefixes = [],
      cursor: next,
    } = await ask(store, "list", "list", {
      prefix,
      cursor,
      delimiter,
      startAfter,
      // Metadata makes answers large: R2 gives fewer then.
      limit: include.length > 0 ? Math.min(asked, 100) : asked,
      http: include.includes("httpMetadata"),
      custom: include.includes("customMetadata"),
    });
    return {
      objects: objects.map(headOf),
      truncated: next !== undefined,
      cursor: next,
      delimitedPrefixes: [...prefixes],
    };
  }
}

function classOf(given: unknown): string {
  return given === undefined ? "Standard" : textOf(given);
}

const everything = ["httpMetadata", "customMetadata"];

function includeOf(given: unknown): readonly string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw badField("include", "ListOptions", "Array");
  (given as unknown[]).forEach((name, i) => {
    if (typeof name !== "string") throw badElement(i, "string");
  });
  for (const name of given as string[])
    must(
      name === "httpMetadata" || name === "customMetadata",
      `Unsupported include value ${name}`,
      RangeError,
    );
  return given as string[];
}

const numberText = (n: number) =>
  `Part number must be between 1 and 10000 (inclusive). Actual value was: ${n}`;

function newUpload(
  store: Store,
  key: string,
  uploadId: string,
): R2MultipartUpload {
  return constructed(() => new R2MultipartUpload(store, key, uploadId));
}

const uploads = new WeakMap<
  object,
  { store: Store; key: string; uploadId: string }
>();

function uploadOf(upload: object) {
  const known = uploads.get(upload);
  if (known === undefined) throw new TypeError(illegal);
  return known;
}

class R2MultipartUpload {
  constructor(store: Store, key: string, uploadId: string) {
    made();
    uploads.set(this, { store, key, uploadId });
    constant(this, "uploadId", uploadId);
    constant(this, "key", key);
  }

  async uploadPart(...args: unknown[]): Promise<Part> {
    const { store, key, uploadId } = uploadOf(this);
    const on = "R2MultipartUpload";
    if (args.length < 1) throw badParameter("uploadPart", on, 1, "integer");
    const partNumber = int32(args[0]);
    const wrong = () => badParameter("uploadPart", on, 2, putTypes);
    if (args.length < 2) throw wrong();
    const value = valueOf(args[1], wrong);
    const fields =
      fieldsOf(args[2], ["ssecKey"], () =>
        badParameter("uploadPart", on, 3, "UploadPartOptions"),
      ) ?? {};
    must(partNumber >= 1 && partNumber <= 10000, numberText(partNumber));
    checkSecret(fields["ssecKey"]);
    const { body, size } = await bodyOf(store, value);
    checkKey("uploadPart", key);
    const { etag = "" } = await ask(
      store,
      "uploadPart",
      "part",
      { key, uploadId, partNumber, size },
      body,
    );
    return { partNumber, etag };
  }

  async abort(): Promise<void> {
    const { store, key, uploadId } = uploadOf(this);
    checkKey("abortMultipartUpload", key);
    await ask(store, "abortMultipartUpload", "abort", { key, uploadId });
  }

  async complete(...args: unknown[]): Promise<HeadResult> {
    const { store, key, uploadId } = uploadOf(this);
    const [given] = args;
    if (!Array.isArray(given))
      throw badParameter("complete", "R2MultipartUpload", 1, "Array");
    const parts = given.map((part: unknown, i) => {
      const fields = fieldsOf(part, ["partNumber", "etag"], () =>
        badElement(i, "UploadedPart"),
      );
      return {
        partNumber: int32(fields?.["partNumber"]),
        etag: textOf(fields?.["etag"]),
      };
    });
    for (const { partNumber } of parts)
      must(partNumber >= 1 && partNumber <= 10000, numberText(partNumber));
    checkKey("completeMultipartUpload", key);
    const { object } = await ask(store, "completeMultipartUpload", "complete", {
      key,
      uploadId,
      parts,
    });
    if (!object) throw failure("completeMultipartUpload", 10001);
    return headOf(object);
  }
}

function checkKey(action: string, key: string): void {
  if (encoder.encode(key).length > 1024) throw failure(action, 10020);
}

dress(R2Bucket, R2MultipartUpload);
