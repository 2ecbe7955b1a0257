import { Router, error, json } from "itty-router";

const router = Router();

router
  .get("/todos", () => json([]))
  .get("/todos/:id", ({ params }) => json(params))
  .post("/todos", async (request) => json(await request.json()))
  .all("*", () => error(404));

export default {
  fetch: (request, ...args) => router.fetch(request, ...args).catch(error),
};
