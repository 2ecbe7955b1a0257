// A service binding: another Worker of this app, or one of its entrypoints, as
// env shows it. workers.ts knows the Workers; cloudflare-workers.ts has what a
// script sees of them.
import { serviceStub } from "./cloudflare-workers.ts";
import type { Host } from "./host.ts";

export interface Target {
  readonly service: string;
  /** The export that answers; without one the default export. */
  readonly entrypoint?: string;
  /** What the entrypoint finds in ctx.props. */
  readonly props?: unknown;
}

export function service(host: Host, binding: string, target: Target): object {
  return serviceStub({
    worker: target.service,
    entrypoint: target.entrypoint ?? "",
    props: target.props,
    count: (op: string) => host.count(binding, op),
  });
}
