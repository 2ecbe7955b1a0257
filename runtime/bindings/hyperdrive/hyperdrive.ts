// A database behind Hyperdrive, reached directly: HYPERDRIVE_<BINDING>_URL or
// DATABASE_URL says where it is.
import { connect } from "./cloudflare-sockets.ts";
import type { Host } from "./host.ts";
import { Hyperdrive, wrongUrl } from "./hyperdrive_api.ts";

export function hyperdrive(host: Host, binding: string): Hyperdrive {
  const own = `HYPERDRIVE_${binding.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_URL`;
  const variable = host.env[own] ? own : "DATABASE_URL";
  const url = host.env[variable];
  if (!url)
    return host.badConfig(
      own,
      `is not set, and Hyperdrive ${binding} is a database: set it (or DATABASE_URL) to postgres://user:password@host:5432/database`,
    );
  const why = wrongUrl(url);
  if (why !== undefined) return host.badConfig(variable, why);
  return new Hyperdrive(url, (address) => {
    host.count(binding, "connect");
    return connect(address, { secureTransport: "off", allowHalfOpen: false });
  });
}
