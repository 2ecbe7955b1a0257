import type { Context } from "hono";

type Result = { success: true } | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };

/** One shape for every validation error. */
export function invalid(result: Result, c: Context) {
  if (result.success) return;
  const problems = result.error.issues.map(({ path, message }) => ({ at: path.join("."), message }));
  return c.json({ error: "invalid request", problems }, 422);
}
