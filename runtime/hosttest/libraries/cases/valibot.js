import * as v from "valibot";

const schema = v.pipe(v.object({ email: v.pipe(v.string(), v.trim(), v.email()), age: v.optional(v.pipe(v.number(), v.integer(), v.minValue(18)), 18), tags: v.array(v.picklist(["a", "b"])) }), v.transform((x) => ({ ...x, ok: true })));

export default () => [v.parse(schema, { email: " a@b.co ", tags: ["a"] }), v.safeParse(schema, { email: "x", age: 1.5, tags: ["c"] }).issues.map((i) => [i.type, i.message, v.getDotPath(i)]), v.is(v.union([v.string(), v.nullable(v.bigint())]), null)];
