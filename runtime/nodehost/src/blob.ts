// Blob, File and the blob() of bodies as workerd has them; the classes are Node's.
import { reconstruct, same, wrongArgument } from "./arguments.ts";
import { replace } from "./message-members.ts";
import { blobType } from "./mime-type.ts";

const isOptions = (value: unknown) =>
  value === undefined ||
  typeof value === "object" ||
  typeof value === "function";

function blobOptions(on: string, n: number, options: unknown): object {
  if (!isOptions(options)) throw wrongArgument(on, n, "Options");
  const given = (options ?? {}) as { endings?: unknown };
  if (given.endings !== undefined)
    throw new Error("The 'endings' field on 'Options' is not implemented.");
  return given;
}

function blobParts(on: string, parts: unknown): unknown[] {
  if (!Array.isArray(parts)) throw wrongArgument(on, 1, "Array");
  return parts;
}

// A C++ int: fractions are cut, what is no number is 0.
function int(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const n = Math.trunc(Number(value));
  if (!Number.isFinite(n)) return 0;
  if (n < -2147483648 || n > 2147483647)
    throw new TypeError(
      "Value out of range. Must be between -2147483648 and 2147483647 (inclusive).",
    );
  return n;
}

function readBlobs(prototype: Request | Response): void {
  const read = prototype.blob as (this: Body) => Promise<Blob>;
  replace(prototype, {
    async blob(this: Request | Response): Promise<Blob> {
      const type = blobType(this.headers.get("content-type") ?? "");
      const blob = await read.call(this);
      // A Blob lowers the letters of its type, and workerd's keeps them.
      if (blob.type !== type)
        Object.defineProperty(blob, "type", {
          value: type,
          configurable: true,
        });
      return blob;
    },
  });
}

const { slice } = Blob.prototype;
const methods = {
  slice(this: Blob, start?: unknown, end?: unknown, type?: string): Blob {
    return slice.call(this, int(start), int(end), type);
  },
};
Object.defineProperty(Blob.prototype, "slice", {
  ...Object.getOwnPropertyDescriptor(Blob.prototype, "slice"),
  value: methods.slice,
});
reconstruct(
  Blob,
  ([parts, options]) => [
    parts === undefined ? [] : blobParts("Blob", parts),
    blobOptions("Blob", 2, options),
  ],
  same,
);
reconstruct(
  File,
  (args) => {
    if (args.length < 2) throw wrongArgument("File", 2, "string");
    const [parts, name, options] = args;
    return [blobParts("File", parts), name, blobOptions("File", 3, options)];
  },
  same,
);

readBlobs(Request.prototype);
readBlobs(Response.prototype);
