// URL and URLSearchParams: Node's own, which refuse arguments in workerd's words.
import { code, demand, reconstruct, same, wrongArgument } from "./arguments.ts";

const text = ["USVString"];
const two = ["USVString", "USVString"];
demand(URL, "URL", { canParse: text, parse: text });
demand(URLSearchParams.prototype, "URLSearchParams", {
  append: two,
  set: two,
  get: text,
  getAll: text,
  has: text,
  delete: text,
  forEach: ["function"],
});
reconstruct(
  URL,
  (args) => {
    if (args.length === 0) throw wrongArgument("URL", 1, "USVString");
    return args;
  },
  (error) =>
    code(error) === "ERR_INVALID_URL"
      ? new TypeError("Invalid URL string.")
      : error,
);
reconstruct(URLSearchParams, ([init]) => [searchInit(init)], same);

// An object with symbols for keys is fine, a sequence must be one of pairs.
function searchInit(init: unknown): unknown {
  if (typeof init !== "object" || init === null) return init;
  if (init instanceof URLSearchParams) return init;
  const iterate = (init as Partial<Iterable<unknown>>)[Symbol.iterator];
  if (typeof iterate !== "function")
    return { ...Object.fromEntries(Object.entries(init)) };
  return Array.from(init as Iterable<unknown>, (pair) => {
    if (typeof pair !== "object" || pair === null || !(Symbol.iterator in pair))
      throw new TypeError(
        "Incorrect type: the provided value is not of type 'Sequence'.",
      );
    const items = [...(pair as Iterable<unknown>)];
    if (items.length !== 2)
      throw new TypeError("Invalid URL search params sequence.");
    return items.map(String);
  });
}
