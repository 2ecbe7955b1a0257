import { decodeProtectedHeader, errors } from "jose";
import type { JWTPayload } from "jose";
import { z } from "zod";
import { Tokens } from "./tokens";
import type { Env } from "./tokens";

const scope = z
  .string()
  .regex(/^[a-z]+:(read|write)( [a-z]+:(read|write))*$/)
  .optional();
const grant = z.discriminatedUnion("grant", [
  z.strictObject({
    grant: z.literal("password"),
    user: z.string().min(1).max(40),
    password: z.string(),
    scope,
  }),
  z.strictObject({ grant: z.literal("refresh"), token: z.string(), scope }),
]);
const note = z.object({
  text: z.string().trim().min(1).max(200),
  tags: z.array(z.string().toLowerCase()).default([]),
});
const inspection = z.object({ token: z.string() });

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return await route(request, env);
    } catch (thrown) {
      return refusal(thrown);
    }
  },
};

async function route(request: Request, env: Env): Promise<Response> {
  const tokens = new Tokens(env);
  const { pathname } = new URL(request.url);
  switch (`${request.method} ${pathname}`) {
    case "GET /.well-known/jwks.json":
      return Response.json({ keys: [await tokens.publicKey()] });
    case "POST /token":
      return issue(grant.parse(await body(request)), tokens, env);
    case "GET /me":
      return Response.json(await bearer(request, tokens));
    case "POST /notes": {
      const { sub } = await bearer(request, tokens, "notes:write");
      const written = note.parse(await body(request));
      return Response.json({ by: sub, ...written }, { status: 201 });
    }
    case "POST /inspect": {
      const { token } = inspection.parse(await body(request));
      const header = decodeProtectedHeader(token);
      return Response.json({ header, claims: await tokens.access(token) });
    }
  }
  throw new Refused(404, "not_found");
}

async function issue(
  wanted: z.infer<typeof grant>,
  tokens: Tokens,
  env: Env,
): Promise<Response> {
  if (wanted.grant === "password") {
    if (wanted.password !== env.PASSWORD) throw new Refused(401, "not_you");
    const all = wanted.scope ?? "notes:read notes:write";
    return Response.json(await tokens.pair(wanted.user, all));
  }
  const { sub, scope } = await tokens.refresh(wanted.token);
  const before = String(scope).split(" ");
  const now = wanted.scope?.split(" ") ?? before;
  if (now.some((s) => !before.includes(s))) {
    throw new Refused(403, "scope_not_granted");
  }
  return Response.json(await tokens.pair(String(sub), now.join(" ")));
}

async function bearer(
  request: Request,
  tokens: Tokens,
  needed?: string,
): Promise<JWTPayload> {
  const header = request.headers.get("Authorization") ?? "";
  const token = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (!token) throw new Refused(401, "no_token");
  const claims = await tokens.access(token);
  if (needed && !String(claims.scope).split(" ").includes(needed)) {
    throw new Refused(403, `needs_${needed}`);
  }
  return claims;
}

async function body(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new Refused(400, "not_json");
  }
}

class Refused extends Error {
  constructor(
    readonly status: number,
    code: string,
  ) {
    super(code);
  }
}

function refusal(thrown: unknown): Response {
  if (thrown instanceof Refused) {
    return Response.json({ error: thrown.message }, { status: thrown.status });
  }
  if (thrown instanceof z.ZodError) {
    const { formErrors, fieldErrors } = z.flattenError(thrown);
    return Response.json(
      { error: "invalid", formErrors, fieldErrors },
      { status: 422 },
    );
  }
  if (thrown instanceof errors.JOSEError || thrown instanceof TypeError) {
    const code = thrown instanceof errors.JOSEError ? thrown.code : "NOT_A_JWT";
    return Response.json(
      { error: code, reason: thrown.message },
      {
        status: 401,
        headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
      },
    );
  }
  throw thrown;
}
