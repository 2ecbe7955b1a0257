import { array, assert, coerce, create, defaulted, number, object, optional, size, string, StructError, validate } from "superstruct";

const User = object({ id: number(), name: size(string(), 2, 5), tags: defaulted(array(string()), ["x"]), note: optional(string()) });

export default function run() {
  const [error] = validate({ id: "1", name: "a", extra: 1 }, User);
  let thrown;
  try { assert({ id: 1 }, User); } catch (e) { thrown = e instanceof StructError && e.message; }
  return [create({ id: 1, name: "abc" }, User), error.failures().map((f) => [f.path, f.message]), thrown, create("12", coerce(number(), string(), (s) => parseFloat(s)))];
}
