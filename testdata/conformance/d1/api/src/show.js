// One line of text for anything, the same everywhere: times and what only
// Cloudflare's machines can know are left out.
const unsteady = new Set([
  "duration",
  "served_by",
  "timings",
  "size_after",
  "rows_read",
  "rows_written",
]);

export function show(value) {
  if (value === undefined) return "undefined";
  return JSON.stringify(value, (key, inner) => {
    if (unsteady.has(key)) return undefined;
    if (typeof inner === "bigint") return `${inner}n`;
    if (typeof inner === "number" && !Number.isFinite(inner))
      return String(inner);
    if (Object.is(inner, -0)) return "-0";
    return inner;
  });
}

export function wrong(error) {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const cause =
    error.cause === undefined
      ? ""
      : ` (cause: ${error.cause?.name} ${error.cause?.message})`;
  return `${error.constructor.name} ${error.name}: ${error.message}${cause}`;
}
