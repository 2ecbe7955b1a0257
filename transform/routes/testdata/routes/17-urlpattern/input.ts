const book = new URLPattern({ pathname: "/books/:id" });
const cover = new URLPattern({ pathname: "/books/:id/cover.(jpg|png)" });

export default {
  async fetch(request: Request): Promise<Response> {
    const found = book.exec(request.url);
    if (found) {
      return Response.json(found.pathname.groups);
    }
    if (cover.test(request.url)) {
      return new Response("a picture");
    }
    return new Response("Not found", { status: 404 });
  },
};
