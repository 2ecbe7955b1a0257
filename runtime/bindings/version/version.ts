// What Cloudflare knows of a deployment; here the operator says it.
import type { Host } from "./host.ts";

export interface Version {
  id: string;
  tag: string;
  /** ISO 8601. */
  timestamp: string;
}

const unknown = "00000000-0000-0000-0000-000000000000";

export function version(host: Host): Version {
  return {
    id: host.env["W2C_VERSION_ID"] || unknown,
    tag: host.env["W2C_VERSION_TAG"] || "",
    timestamp: host.env["W2C_VERSION_TIMESTAMP"] || new Date().toISOString(),
  };
}
