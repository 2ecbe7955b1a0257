import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { z } from "zod";
import type { App } from ".";
import { invalid } from "./invalid";

export const catalogue = [
  { id: "p1", name: "Notebook", cents: 450, tags: ["paper", "office"] },
  { id: "p2", name: "Fountain pen", cents: 2900, tags: ["office"] },
  { id: "p3", name: "Ink, 50 ml", cents: 890, tags: ["office"] },
  { id: "p4", name: "Crème brûlée torch", cents: 3490, tags: ["kitchen"] },
  { id: "p5", name: "Espresso cup ☕", cents: 1200, tags: ["kitchen"] },
];

const query = z.object({
  tag: z.string().optional(),
  sort: z.enum(["name", "price"]).default("name"),
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(50).default(2),
});

export const products = new Hono<App>();

products.get("/", zValidator("query", query, invalid), (c) => {
  const { tag, sort, page, per_page } = c.req.valid("query");
  const found = catalogue
    .filter((p) => !tag || p.tags.includes(tag))
    .sort((a, b) => (sort === "price" ? a.cents - b.cents : a.name.localeCompare(b.name, "en")));
  const items = found.slice((page - 1) * per_page, page * per_page);

  if (page * per_page < found.length) {
    const next = new URL(c.req.url);
    next.searchParams.set("page", String(page + 1));
    c.header("Link", `<${next.pathname}${next.search}>; rel="next"`);
  }
  return c.json({ total: found.length, page, items });
});

products.get("/:id{p[0-9]+}", (c) => {
  const product = catalogue.find((p) => p.id === c.req.param("id"));
  if (!product) return c.json({ error: "no such product" }, 404);
  return c.json(product);
});
