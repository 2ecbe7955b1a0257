import { currencyOf, isCurrency } from "./money";
import type { Currency } from "./money";
import { rewriter } from "./rewriter";
import { language } from "./texts";

interface Env {
  PAGES: Fetcher;
  BASE_CURRENCY: Currency;
  COUNTRY_HEADER: string;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const file = await env.PAGES.fetch(request);
    const page = new Response(file.body, file); // its headers may be changed
    const type = page.headers.get("Content-Type") ?? "";
    if (!page.ok || !type.startsWith("text/html")) return page;

    const { headers } = request;
    const nonce = headers.get("X-Request-Id") ?? "none";
    const visitor = {
      currency: currency(headers, env.COUNTRY_HEADER) ?? env.BASE_CURRENCY,
      language: language(headers.get("Accept-Language")),
      segment: headers.get("X-Segment") ?? "retail",
      nonce,
      url: new URL(request.url),
      stock,
    };
    const answer = rewriter(visitor).transform(page);
    answer.headers.delete("ETag"); // the file's, not this visitor's
    answer.headers.set("Cache-Control", "private");
    answer.headers.set("Content-Language", visitor.language);
    answer.headers.set(
      "Content-Security-Policy",
      `script-src 'self' 'nonce-${nonce}'`,
    );
    answer.headers.append(
      "Vary",
      `Accept-Language, Cookie, X-Segment, ${env.COUNTRY_HEADER}`,
    );
    return answer;
  },
};

/** What the visitor chose counts more than where the visitor is. */
function currency(headers: Headers, country: string): Currency | undefined {
  const cookie = headers.get("Cookie") ?? "";
  const chosen = /(?:^|;\s*)currency=([A-Z]{3})/.exec(cookie)?.[1];
  if (chosen && isCurrency(chosen)) return chosen;
  return currencyOf(headers.get(country));
}

/** Stands for the warehouse, which answers in its own time. */
async function stock(product: string): Promise<number> {
  await new Promise((done) => setTimeout(done, 100));
  return { notebook: 40, pen: 3, ink: 0 }[product] ?? 1;
}
