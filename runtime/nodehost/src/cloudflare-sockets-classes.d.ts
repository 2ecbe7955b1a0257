// The script that both servers share; cloudflare-sockets.ts gives it what it stands on.
export default function (
  native: Readonly<Record<string, unknown>>,
  internals: Readonly<Record<string, unknown>>,
): { connect(address: unknown, options?: unknown): object };
