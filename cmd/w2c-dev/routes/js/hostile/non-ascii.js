// Ünïcode before, between and inside: 😀 counts two in JavaScript and four in bytes.
const größe = "groß 😀";
export default {
  async fetch(request) {
    const url = new URL(request.url);
    /* 日本語 */ const pfad = url.pathname; // 😀😀😀
    if (pfad === "/😀") return new Response("never");
    if (pfad === "/%F0%9F%98%80") return new Response("😀 " + größe);
    if (pfad === "/ä") return new Response("never");
    if (pfad.startsWith("/%C3%A4/")) return new Response("ä " + pfad);
    if (pfad === "/b") { return new Response("«b»"); }
    return new Response("Ende…", { status: 404 });
  },
};
