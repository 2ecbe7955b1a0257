import { URLPattern } from "urlpattern-polyfill/urlpattern";

export default () => [new URLPattern({ pathname: "/u/:id(\\d+)/*" }).exec("https://x.example/u/42/a/b")?.pathname.groups, new URLPattern("https://*.example/:a?").test("https://q.example/"), new URLPattern({ pathname: "/{a-:b}?" }).exec({ pathname: "/a-c" })?.pathname.groups.b, new URLPattern({ hostname: "x" }).test("http://y/")];
