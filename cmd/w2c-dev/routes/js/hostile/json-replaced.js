// Somebody has a json of their own.
const json = Response.json;
Response.json = (value, init) => {
  const answer = json(value, init);
  answer.headers.set("x-own", "1");
  return answer;
};

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/a") return Response.json({ a: 1 });
    return Response.json({ b: 2 }, { status: 404 });
  },
};
