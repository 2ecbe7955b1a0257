// Queries as drizzle writes them; the driver answers from memory.
import { and, desc, eq, gt, like, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/sqlite-proxy";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

const users = sqliteTable("users", { id: integer("id").primaryKey({ autoIncrement: true }), name: text("name").notNull(), age: integer("age") });
const posts = sqliteTable("posts", { id: integer("id").primaryKey(), author: integer("author").references(() => users.id), title: text("title") });

export default async function run() {
  const seen = [];
  const db = drizzle(async (query, params, method) => {
    seen.push([method, query, params]);
    return { rows: method === "get" ? [1, "Ada", 36] : [[1, "Ada", 36]] };
  });
  const all = await db.select().from(users).where(and(gt(users.age, 30), like(users.name, "A%"))).orderBy(desc(users.id)).limit(5);
  await db.insert(users).values([{ name: "Bob", age: 1 }, { name: "Eve" }]).onConflictDoUpdate({ target: users.id, set: { name: sql`excluded.name` } });
  await db.update(users).set({ age: sql`${users.age} + 1` }).where(eq(users.id, 1));
  await db.delete(users).where(eq(users.id, 2));
  const joined = db.select({ name: users.name, title: posts.title }).from(users).leftJoin(posts, eq(posts.author, users.id)).groupBy(users.name).toSQL();
  return [all, seen, joined];
}
