// Calls KV in every way a script can and writes down what came of it, one line
// a call. Each path is a subject; requests.json asks for them in order.
import * as bulk from "./bulk.js";
import * as get from "./get.js";
import * as keys from "./keys.js";
import * as limits from "./limits.js";
import * as list from "./list.js";
import * as metadata from "./metadata.js";
import * as object from "./object.js";
import * as options from "./options.js";
import * as put from "./put.js";
import { Probe } from "./probe.js";

const subjects = { bulk, get, keys, limits, list, metadata, object, options, put };

export default {
  async fetch(request, env) {
    const subject = subjects[new URL(request.url).pathname.slice(1)];
    if (subject === undefined) return new Response("no such subject", { status: 404 });
    const probe = new Probe();
    await subject.run(probe, env);
    return new Response(probe.lines.join("\n") + "\n");
  },
};
