export const respond = async ({ request }: FetchEvent): Promise<Response> => {
  const { pathname } = new URL(request.url);
  if (pathname === "/ping") {
    return new Response("pong");
  }
  if (pathname === "/method") {
    return new Response(request.method);
  }
  return new Response("Not found", { status: 404 });
};
