import { Signer } from "./signer";
import { cookie, readCookie } from "./cookie";

interface Env {
  USERS: Record<string, string>;
  GENERATION: string;
  COOKIE_KEY: string;
  PASSWORD_KEY: string;
}

interface Session {
  user: string;
  generation: string;
}

const NAME = "session";
const WEEK = 7 * 24 * 3600;

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    switch (`${request.method} ${url.pathname}`) {
      case "GET /":
        return page((await sessionOf(request, env))?.user);
      case "POST /login":
        return login(request, env);
      case "POST /logout":
        return redirect("/", cookie(NAME, "", { maxAge: 0 }));
      case "GET /me": {
        const session = await sessionOf(request, env);
        if (!session) return Response.json({ error: "log in first" }, { status: 401 });
        return Response.json({ user: session.user }, { headers: { "Cache-Control": "private, no-store", Vary: "Cookie" } });
      }
      default:
        return new Response("Not found\n", { status: 404 });
    }
  },
};

async function login(request: Request, env: Env): Promise<Response> {
  const form = await request.formData();
  const user = String(form.get("user") ?? "");
  const password = String(form.get("password") ?? "");

  const passwords = new Signer(env.PASSWORD_KEY);
  const known = Object.hasOwn(env.USERS, user) ? env.USERS[user]! : "00";
  if (!(await passwords.matches(password, known))) {
    return new Response("Wrong name or password\n", { status: 403 });
  }
  const session: Session = { user, generation: env.GENERATION };
  const value = await new Signer(env.COOKIE_KEY).seal(JSON.stringify(session));
  return redirect("/", cookie(NAME, value, { maxAge: WEEK }), cookie("last_user", encodeURIComponent(user), { maxAge: WEEK, open: true }));
}

async function sessionOf(request: Request, env: Env): Promise<Session | undefined> {
  const sealed = readCookie(request, NAME);
  const text = sealed && (await new Signer(env.COOKIE_KEY).open(sealed));
  if (!text) return undefined;
  const session: Session = JSON.parse(text);
  return session.generation === env.GENERATION ? session : undefined;
}

function redirect(to: string, ...cookies: string[]): Response {
  const headers = new Headers({ Location: to });
  for (const value of cookies) headers.append("Set-Cookie", value);
  return new Response(null, { status: 303, headers });
}

function page(user?: string): Response {
  const body = user
    ? `<p>Hello ${user.replace(/[<&]/g, "")}.</p><form method="post" action="/logout"><button>Log out</button></form>`
    : `<form method="post" action="/login"><input name="user"><input name="password" type="password"><button>Log in</button></form>`;
  return new Response(`<!doctype html>\n${body}\n`, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}
