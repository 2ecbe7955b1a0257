// The values of a named environment: vars do not come down from the top level, other keys do.
import { env as imported } from "cloudflare:workers";

export default {
  fetch(request, env) {
    return Response.json({ keys: Object.keys(env).sort(), where: env.WHERE, top: env.ONLY_TOP ?? null, imported: imported.WHERE });
  },
};
