import { Hono } from "hono";
import { css, Style } from "hono/css";
import { jsxRenderer } from "hono/jsx-renderer";
import { Entries, EntryForm, Markup } from "./components";
import { add, check, entries, forget } from "./entries";
import type { Draft } from "./entries";

export type App = { Bindings: { OWNER: string; COOKIE_KEY: string } };

declare module "hono" {
  interface ContextRenderer {
    (content: string | Promise<string>, props: { title: string }): Response;
  }
}

const app = new Hono<App>();

const page = css`
  font-family: Georgia, serif;
  max-width: 40rem;
  margin: 2rem auto;
  .wrong input {
    border-color: crimson;
  }
`;

app.use(
  jsxRenderer(({ children, title }) => (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <Style />
      </head>
      <body class={page}>{children}</body>
    </html>
  )),
);

app.get("/", async (c) => {
  const all = await entries(c);
  return c.render(
    <>
      <h1>{c.env.OWNER} say hello</h1>
      <Entries all={all} />
      <EntryForm />
      {all.length > 0 && (
        <form method="post" action="/forget">
          <button>Forget mine</button>
        </form>
      )}
    </>,
    { title: "Guest book" },
  );
});

app.post("/", async (c) => {
  const form = await c.req.parseBody();
  const field = (name: string) => String(form[name] ?? "");
  const draft: Draft = {
    name: field("name"),
    stars: field("stars"),
    message: field("message"),
  };
  const checked = check(draft);
  if ("entry" in checked) {
    await add(c, checked.entry);
    return c.redirect("/", 303);
  }
  c.status(422);
  return c.render(<EntryForm draft={draft} mistakes={checked.mistakes} />, {
    title: "Not quite",
  });
});

app.post("/forget", (c) => {
  forget(c);
  return c.redirect("/", 303);
});

app.get("/preview", (c) =>
  c.html(<Markup text={c.req.query("message") ?? ""} />),
);

app.get("/feed.xml", async (c) => {
  const all = await entries(c);
  const feed = (
    <feed xmlns="http://www.w3.org/2005/Atom">
      <title>{c.env.OWNER}</title>
      {all.map(({ name, message }) => (
        <entry>
          <author>
            <name>{name}</name>
          </author>
          <summary type="text">{message}</summary>
        </entry>
      ))}
    </feed>
  );
  return c.body(`<?xml version="1.0" encoding="utf-8"?>${await feed}`, 200, {
    "Content-Type": "application/atom+xml; charset=utf-8",
  });
});

app.notFound((c) => {
  c.status(404);
  return c.render(
    <p>
      No page called <code>{c.req.path}</code>.
    </p>,
    { title: "Not found" },
  );
});

export default app;
