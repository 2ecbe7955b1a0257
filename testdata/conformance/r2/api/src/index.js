// Asks R2 everything a script can ask and writes down what came of it, one line
// a snippet. Each path is a subject; its snippets run in order on a bucket of
// their own.
import * as body from "./body.js";
import * as checksums from "./checksums.js";
import * as coercion from "./coercion.js";
import * as conditional from "./conditional.js";
import * as deletion from "./deletion.js";
import * as list from "./list.js";
import * as metadata from "./metadata.js";
import * as multipart from "./multipart.js";
import * as object from "./object.js";
import * as put from "./put.js";
import * as range from "./range.js";
import * as response from "./response.js";
import * as streams from "./streams.js";
import { show, wrong } from "./show.js";

const subjects = {
  body,
  checksums,
  coercion,
  conditional,
  deletion,
  list,
  metadata,
  multipart,
  object,
  put,
  range,
  response,
  streams,
};

export default {
  async fetch(request, env) {
    const [name, action] = new URL(request.url).pathname.slice(1).split("/");
    const subject = subjects[name];
    if (subject === undefined)
      return new Response("no such subject", { status: 404 });
    const bucket = env[name.toUpperCase()];
    if (action) return subject.actions[action](bucket, request);
    const lines = [];
    for (const [title, snippet] of Object.entries(subject.snippets)) {
      let line;
      try {
        line = show(await snippet(bucket, env));
      } catch (error) {
        line = wrong(error);
      }
      lines.push(`${title}: ${line}`);
    }
    return new Response(lines.join("\n") + "\n");
  },
};
