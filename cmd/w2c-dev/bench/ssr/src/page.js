const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text) => text.replace(/[&<>"]/g, (c) => escapes[c]);

const rows = Array.from({ length: 200 }, (_, i) => ({
  id: i,
  name: `Item "${i}"`,
  text: "a <b>short</b> text",
  price: (i * 7) % 100,
}));

export function page(title) {
  const body = rows.map(
    (row) =>
      `<tr id="r${row.id}"><td>${row.id}</td><td>${escape(row.name)}</td><td>${escape(row.text)}</td><td>${row.price}.00</td></tr>`,
  );
  return `<!doctype html><html><head><title>${escape(title)}</title></head><body><table>${body.join("\n")}</table></body></html>`;
}
