// The module "cloudflare:workflows": what a step throws that must not be repeated.
import { modules } from "./cloudflare-workers.ts";

export const { NonRetryableError } = modules.workflows;
