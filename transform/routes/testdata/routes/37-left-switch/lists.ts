export async function list(lists: KVNamespace): Promise<Response> {
  return Response.json(await lists.list());
}

export async function save(
  lists: KVNamespace,
  request: Request,
): Promise<Response> {
  await lists.put("list", await request.text());
  return new Response("saved");
}
