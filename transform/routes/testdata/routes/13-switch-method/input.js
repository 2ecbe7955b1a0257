export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const route = `${request.method} ${url.pathname}`;
    switch (route) {
      case "GET /":
        return new Response("home");
      case "POST /login":
        return login(request, env);
      case "GET /logout":
      case "POST /logout":
        return new Response("bye");
    }
    switch (request.method) {
      case "GET":
        switch (url.pathname) {
          case "/a":
            return new Response("get a");
          case "/b":
            return new Response("get b");
        }
        break;
      case "PUT":
        if (url.pathname === "/a") return new Response("put a");
        break;
    }
    return new Response("Not found", { status: 404 });
  },
};

async function login(request, env) {
  const { user } = await request.json();
  return Response.json({ user, realm: env.REALM });
}
