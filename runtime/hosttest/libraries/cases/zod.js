import { z } from "zod";

const user = z
  .object({
    id: z.uuid(),
    email: z.email(),
    age: z.coerce.number().int().min(0).optional(),
    tags: z.array(z.string().trim().min(1)).default([]),
    kind: z.discriminatedUnion("type", [z.object({ type: z.literal("a"), n: z.number() }), z.object({ type: z.literal("b"), s: z.string() })]),
  })
  .strict()
  .transform((u) => ({ ...u, label: `${u.email} (${u.tags.join()})` }));

export default function run() {
  const good = { id: "7f1e2b1c-9d7e-4d5e-8d5a-0a6a1f0b2c3d", email: "a@b.co", age: "41", tags: [" x "], kind: { type: "a", n: 1 } };
  const bad = user.safeParse({ id: "1", email: "nope", age: -1, extra: true, kind: { type: "c" } });
  return [user.parse(good), bad.error.issues.map((i) => [i.code, i.path, i.message]), z.toJSONSchema(z.object({ a: z.string().max(3), b: z.int().nullable() }))];
}
