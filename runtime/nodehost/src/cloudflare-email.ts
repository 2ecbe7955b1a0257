// The module "cloudflare:email". Sending is a binding's affair.
import { modules } from "./cloudflare-workers.ts";

export const { EmailMessage } = modules.email;
