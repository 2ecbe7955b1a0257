import { and, count, desc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { Hono } from "hono";
import { comments, posts } from "./schema";

type App = { Bindings: { DB: D1Database } };

const app = new Hono<App>();

app.get("/", async (c) => {
  const db = drizzle(c.env.DB);
  const list = await db
    .select({ slug: posts.slug, title: posts.title, comments: count(comments.id) })
    .from(posts)
    .leftJoin(comments, eq(comments.postId, posts.id))
    .where(eq(posts.published, true))
    .groupBy(posts.id)
    .orderBy(desc(posts.id));
  return c.json(list);
});

app.get("/posts/:slug", async (c) => {
  const db = drizzle(c.env.DB);
  const post = await db
    .select()
    .from(posts)
    .where(and(eq(posts.slug, c.req.param("slug")), eq(posts.published, true)))
    .get();
  if (!post) return c.json({ error: "no such post" }, 404);
  const said = await db.select().from(comments).where(eq(comments.postId, post.id)).orderBy(comments.id);
  return c.json({ ...post, comments: said.map(({ author, text }) => ({ author, text })) });
});

app.post("/posts", async (c) => {
  const { slug, title, body } = await c.req.json<{ slug: string; title: string; body: string }>();
  try {
    const [made] = await drizzle(c.env.DB)
      .insert(posts)
      .values({ slug, title, body, published: true })
      .returning();
    return c.json(made, 201);
  } catch (error) {
    if (!isTaken(error)) throw error;
    return c.json({ error: `there is a post at ${slug}` }, 409);
  }
});

app.post("/posts/:slug/comments", async (c) => {
  const { author, text } = await c.req.json<{ author: string; text: string }>();
  const db = drizzle(c.env.DB);
  const post = await db.select({ id: posts.id }).from(posts).where(eq(posts.slug, c.req.param("slug"))).get();
  if (!post) return c.json({ error: "no such post" }, 404);
  // One transaction: the count is that behind this comment.
  const [, [said]] = await db.batch([
    db.insert(comments).values({ postId: post.id, author, text }),
    db.select({ count: count() }).from(comments).where(eq(comments.postId, post.id)),
  ]);
  return c.json({ comments: said?.count }, 201);
});

app.delete("/posts/:slug", async (c) => {
  const { meta } = await c.env.DB.prepare("DELETE FROM posts WHERE slug = ?").bind(c.req.param("slug")).run();
  return c.json({ deleted: meta.changes });
});

function isTaken(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause].some((e) => e instanceof Error && e.message.includes("UNIQUE constraint failed: posts.slug"));
}

export default app;
