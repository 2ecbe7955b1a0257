import { price } from "./money";
import type { Currency } from "./money";
import { translated } from "./texts";
import type { Language } from "./texts";

export interface Visitor {
  currency: Currency;
  language: Language;
  segment: string;
  nonce: string;
  url: URL;
  /** Asked for each product on the page, while it streams. */
  stock(product: string): Promise<number>;
}

/** One rewriter a page: handlers keep what they learn of it. */
export function rewriter(visitor: Visitor): HTMLRewriter {
  const products: string[] = [];

  return new HTMLRewriter()
    .on("html", {
      element(html) {
        html.setAttribute("lang", visitor.language);
      },
    })
    .on("[data-text]", {
      element(element) {
        const key = element.getAttribute("data-text") ?? "";
        const text = translated(key, visitor.language);
        if (text !== undefined) element.setInnerContent(text);
        element.removeAttribute("data-text");
      },
    })
    .on("data[data-price]", {
      element(element) {
        const pence = Number(element.getAttribute("data-price"));
        if (!Number.isInteger(pence)) return;
        element.setAttribute("value", String(pence / 100));
        element.removeAttribute("data-price");
        element.setInnerContent(price(pence, visitor.currency));
      },
    })
    .on("[data-segment]", {
      element(element) {
        if (element.getAttribute("data-segment") !== visitor.segment) {
          element.remove();
        }
        element.removeAttribute("data-segment");
      },
    })
    .on("li[data-product]", {
      async element(item) {
        const product = item.getAttribute("data-product") ?? "";
        products.push(product);
        const left = await visitor.stock(product);
        if (left === 0) item.setAttribute("class", "sold-out");
        item.onEndTag((end) => {
          if (left > 0 && left < 5) {
            end.before(` <em>only ${left} left</em>`, { html: true });
          }
        });
      },
    })
    .on("a[href^='/']", {
      element(link) {
        const href = link.getAttribute("href") ?? "/";
        const target = new URL(href, visitor.url);
        for (const [name, value] of visitor.url.searchParams) {
          if (name.startsWith("utm_")) target.searchParams.set(name, value);
        }
        link.setAttribute(
          "href",
          target.pathname + target.search + target.hash,
        );
      },
    })
    .on("script", {
      element(script) {
        script.setAttribute("nonce", visitor.nonce);
      },
    })
    .onDocument({
      comments(comment) {
        comment.remove(); // notes to editors
      },
      end(end) {
        if (products.length === 0) return;
        end.append(`<!-- ${products.join(", ")} -->\n`, { html: true });
      },
    });
}
