// What becomes of a request's target, whatever characters it has.
export default {
  async fetch(request) {
    const { method, url } = request;
    const body = request.body === null ? null : await request.text();
    return Response.json({ method, url, body, length: request.headers.get("content-length") });
  },
};
