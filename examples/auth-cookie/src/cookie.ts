interface Options {
  maxAge: number;
  /** Scripts may read it. */
  open?: boolean;
}

export function cookie(name: string, value: string, { maxAge, open = false }: Options): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; SameSite=Lax; Secure${open ? "" : "; HttpOnly"}`;
}

export function readCookie(request: Request, name: string): string | undefined {
  for (const pair of (request.headers.get("Cookie") ?? "").split(/;\s*/)) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at) === name) return pair.slice(at + 1);
  }
  return undefined;
}
