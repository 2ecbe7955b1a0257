export const html = (title) =>
  new Response(`<h1>${title}</h1>`, {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
