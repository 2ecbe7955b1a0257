import { array, date, lazy, mixed, number, object, ref, string } from "yup";

const schema = object({ name: string().trim().required().max(5), age: number().integer().positive().default(3), email: string().email(), start: date(), end: date().min(ref("start")), tags: array(string().oneOf(["a", "b"])), x: lazy((v) => (typeof v === "string" ? string() : mixed())) }).noUnknown();

export default async function run() {
  const bad = await schema.validate({ name: "toolong", age: -1.5, email: "x", tags: ["c"], start: "2020-01-02", end: "2020-01-01" }, { abortEarly: false }).catch((e) => e.errors.map((s) => s.replace(/\d{4}-\S+/g, "DATE")));
  return [schema.cast({ name: " a ", age: "7", tags: ["a"] }), bad, await schema.isValid({ name: "ok" })];
}
