// Secrets are environment variables of the same name; their values are in no
// file of this app.
import type { Host } from "./host.ts";

/** A secret the Worker cannot do without: the app does not start when it is missing. */
export function requiredSecret(host: Host, name: string): string {
  return (
    host.env[name] ||
    host.badConfig(name, "is not set: the Worker requires this secret")
  );
}

/** A secret that may be missing; env then holds undefined, as it would on Workers. */
export function optionalSecret(host: Host, name: string): string | undefined {
  return host.env[name];
}
