import type { ReactElement } from "react";
import {
  renderToReadableStream,
  renderToStaticMarkup,
} from "react-dom/server.edge";
import { BookPage, Card, NotFound, Shelf, ShopName } from "./pages";
import { alike, book, reviewsOf, shelf } from "./source";

interface Env {
  SHOP_NAME: string;
}

const CRAWLER = /bot|crawler|spider/i;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("Only to be read\n", {
        status: 405,
        headers: { Allow: "GET, HEAD" },
      });
    }
    const { pathname, searchParams } = new URL(request.url);
    const [, section, id = "", part] = pathname.split("/");
    const found = section === "books" ? book(id) : undefined;

    if (pathname === "/") {
      const query = searchParams.get("q") ?? "";
      return page(<Shelf books={shelf(query)} query={query} />, request, env);
    }
    if (found && part === "card") {
      return html(renderToStaticMarkup(<Card book={found} />));
    }
    if (found && part === undefined) {
      return page(
        <BookPage
          book={found}
          reviews={reviewsOf(found)}
          alike={alike(found)}
        />,
        request,
        env,
      );
    }
    return page(<NotFound path={pathname} />, request, env, 404);
  },
};

/** Answers as soon as the page without its late pieces is rendered. */
async function page(
  element: ReactElement,
  request: Request,
  env: Env,
  status = 200,
): Promise<Response> {
  const stream = await renderToReadableStream(
    <ShopName value={env.SHOP_NAME}>{element}</ShopName>,
    {
      signal: request.signal,
      // One late piece failed: its place keeps the fallback and this digest.
      onError: () => "unavailable",
    },
  );
  if (CRAWLER.test(request.headers.get("User-Agent") ?? "")) {
    await stream.allReady;
  }
  return html(stream, status);
}

function html(body: BodyInit, status = 200): Response {
  return new Response(body, {
    status,
    headers: { "Content-Type": "text/html; charset=utf-8" },
  });
}
