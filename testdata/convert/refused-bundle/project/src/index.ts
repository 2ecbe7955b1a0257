import { readFileSync } from "node:fs";
import { Hono } from "hono";
import { z } from "zod";
import { gone } from "./gone";

export default new Hono().get("/", (c) => c.json(z.parse(readFileSync(gone))));
