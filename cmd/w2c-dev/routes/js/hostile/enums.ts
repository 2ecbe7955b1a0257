// Syntax of TypeScript that leaves code behind.
enum Path {
  Home = "/",
  Users = "/users",
}
const enum Method {
  Get = "GET",
}
namespace Texts {
  export const hello = "hello";
}
function logged(_target: object, name: string, descriptor: PropertyDescriptor) {
  effect("decorated " + name);
  return descriptor;
}
declare function effect(what: unknown): boolean;
class Answers {
  constructor(private readonly text: string) {}
  @logged
  say(): Response {
    return new Response(this.text);
  }
}
export default {
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === Path.Home) return new Answers(Texts.hello).say();
    if (url.pathname === Path.Users && request.method === Method.Get) return new Response("users");
    if (url.pathname === <string>"/cast") return new Response("cast");
    return new Response("end", { status: 404 });
  },
};
