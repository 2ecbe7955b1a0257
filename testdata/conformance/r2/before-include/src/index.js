// A Worker from before list knew the option include.
const shown = ({ objects, truncated }) => [
  objects.length,
  truncated,
  objects[0].httpMetadata.contentType,
  objects[0].customMetadata,
];

export default {
  async fetch(request, { FILES }) {
    const options = {
      httpMetadata: { contentType: "text/plain" },
      customMetadata: { a: "1" },
    };
    for (let i = 0; i < 120; i++) await FILES.put(`key/${i}`, "x", options);
    const lines = [];
    for (const asked of [
      undefined,
      {},
      { limit: 5 },
      { include: [] },
      { include: ["httpMetadata"] },
      { delimiter: "9" },
    ])
      lines.push(shown(await FILES.list(asked)));
    const error = await FILES.list({ include: ["other"] }).catch((e) => e);
    lines.push(error.message);
    return Response.json(lines);
  },
};
