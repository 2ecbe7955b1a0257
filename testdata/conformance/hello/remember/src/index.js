// The teaching binding: it remembers a text.
export default {
  async fetch(request, { HELLO, TIMED }) {
    if (request.method === "PUT") {
      await HELLO.set(await request.text());
      return new Response(null, { status: 204 });
    }
    const { value, ms } = await HELLO.get();
    const timed = await TIMED.get();
    return Response.json({ value, plain: ms === undefined, timed });
  },
};
