// One line of text for anything, the same everywhere: what is random or a time is
// told by its form, and the storage class, which only deployed buckets have, is
// left out.
const forms = {
  version: (value) => /^[0-9a-f]{32}$/.test(value),
  uploaded: (value) => value instanceof Date && Date.now() - value < 60_000,
  uploadId: (value) => typeof value === "string" && value.length > 0,
};

export function show(value) {
  if (value === undefined) return "undefined";
  return JSON.stringify(readable(value), (key, inner) => {
    if (typeof inner === "bigint") return `${inner}n`;
    if (typeof inner === "number" && !Number.isFinite(inner))
      return String(inner);
    if (Object.is(inner, -0)) return "-0";
    return inner;
  });
}

function readable(value) {
  if (typeof value !== "object" || value === null)
    return value === undefined ? "(undefined)" : value;
  if (value instanceof ArrayBuffer) return hex(new Uint8Array(value));
  if (ArrayBuffer.isView(value)) return hex(value);
  if (value instanceof Date) return `date ${value.toISOString()}`;
  if (value instanceof Headers) return [...value];
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value.toJSON === "function") return value.toJSON();
  const out = {};
  for (const [name, inner] of Object.entries(value)) {
    if (name === "storageClass") continue;
    if (name === "cursor") out[name] = typeof inner;
    else out[name] = forms[name] ? forms[name](inner) : readable(inner);
  }
  return out;
}

function hex(bytes) {
  return `bytes ${[...bytes].map((b) => b.toString(16).padStart(2, "0")).join("")}`;
}

export function wrong(error) {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  return `${error.constructor.name} ${error.name}: ${error.message}`;
}

// What a step came to, for snippets of several steps.
export async function tried(step) {
  try {
    return await step();
  } catch (error) {
    return wrong(error);
  }
}
