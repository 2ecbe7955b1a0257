import type { Page } from "@/links";

/** The list of links as HTML, with a way to the next page. */
export function listPage(page: Page, here: URL): string {
  const rows = page.links.map(
    ({ slug, url, temporary }) => `
      <li>
        <a href="/${slug}">${new URL(`/${slug}`, here).host}/${slug}</a>
        → ${escape(url)}${temporary ? " <em>(expires)</em>" : ""}
      </li>`,
  );
  const next = page.next ? `<a rel="next" href="/links?cursor=${encodeURIComponent(page.next)}">Next page</a>` : "";
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Links</title>
  </head>
  <body>
    <h1>Links</h1>
    <ul>${rows.join("")}
    </ul>
    <nav>${next}</nav>
  </body>
</html>
`;
}

function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (c) => entities[c]!);
}
