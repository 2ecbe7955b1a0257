import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { App } from ".";
import { invalid } from "./invalid";
import { catalogue } from "./products";

const order = z
  .object({
    email: z.email(),
    items: z
      .array(z.object({ id: z.string().regex(/^p\d+$/), quantity: z.number().int().positive().max(99) }))
      .min(1),
    ship_on: z.iso.date().optional(),
    note: z.string().trim().max(200).default(""),
  })
  .strict();

export const orders = new Hono<App>();

/** Prices an order without keeping it: the answer depends on nothing but the request. */
orders.post("/quote", zValidator("json", order, invalid), (c) => {
  const { email, items, ship_on, note } = c.req.valid("json");
  const lines = items.map(({ id, quantity }) => {
    const product = catalogue.find((p) => p.id === id);
    if (!product) throw new HTTPException(422, { message: `no product ${id}` });
    return { id, name: product.name, quantity, cents: product.cents * quantity };
  });
  const net = lines.reduce((sum, line) => sum + line.cents, 0);
  const vat = Math.round((net * c.env.VAT_PERCENT) / 100);
  return c.json({ email, lines, net, vat, total: net + vat, ship_on, note }, 201);
});

orders.post("/import", async (c) => {
  const form = await c.req.formData();
  const rows = String(form.get("csv") ?? "").trim().split("\n").map((line) => line.split(","));
  if (rows[0]?.length !== 2) throw new HTTPException(400, { message: "csv needs two columns" });
  return c.json({ rows: rows.length, first: rows[0] });
});

orders.get("/broken", () => {
  throw new Error("this one is on purpose");
});
