import * as cookie from "cookie";

const parse = cookie.parseCookie ?? cookie.parse;
const write = cookie.stringifySetCookie ?? cookie.serialize;

export default () => [parse("a=1; b=%20x; c=\"q\"; a=2; d"), write("n", "v é", { httpOnly: true, maxAge: 60, path: "/", sameSite: "lax", expires: new Date(0), secure: true })];
