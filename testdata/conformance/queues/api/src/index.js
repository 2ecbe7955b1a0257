// Asks a producer everything a script can ask and writes down what came of it, one
// line a snippet. Each path is a subject with a queue of its own.
import * as batch from "./batch.js";
import * as delays from "./delays.js";
import * as limits from "./limits.js";
import * as metrics from "./metrics.js";
import * as object from "./object.js";
import * as send from "./send.js";
import { show, wrong } from "./show.js";

const subjects = { batch, delays, limits, metrics, object, send };

export default {
  async fetch(request, env) {
    const name = new URL(request.url).pathname.slice(1);
    const subject = subjects[name];
    if (subject === undefined)
      return new Response("no such subject", { status: 404 });
    const queue = env[name.toUpperCase()];
    const lines = [];
    for (const [title, snippet] of Object.entries(subject.snippets)) {
      let line;
      try {
        line = show(await snippet(queue, env));
      } catch (error) {
        line = wrong(error);
      }
      lines.push(`${title}: ${line}`);
    }
    return new Response(lines.join("\n") + "\n");
  },
  queue() {},
};
