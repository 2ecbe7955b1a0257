// Asks D1 everything a script can ask and writes down what came of it, one line
// a snippet. Each path is a subject; its snippets run in order on a database of
// their own.
import * as batch from "./batch.js";
import * as bind from "./bind.js";
import * as errors from "./errors.js";
import * as exec from "./exec.js";
import * as functions from "./functions.js";
import * as limits from "./limits.js";
import * as object from "./object.js";
import * as pragmas from "./pragmas.js";
import * as refused from "./refused.js";
import * as results from "./results.js";
import * as schema from "./schema.js";
import * as session from "./session.js";
import * as values from "./values.js";
import { show, wrong } from "./show.js";

const subjects = {
  batch,
  bind,
  errors,
  exec,
  functions,
  limits,
  object,
  pragmas,
  refused,
  results,
  schema,
  session,
  values,
};

export default {
  async fetch(request, env) {
    const name = new URL(request.url).pathname.slice(1);
    const subject = subjects[name];
    if (subject === undefined)
      return new Response("no such subject", { status: 404 });
    const db = env[name.toUpperCase()];
    const lines = [];
    for (const [title, snippet] of Object.entries(subject.snippets)) {
      let line;
      try {
        line = show(await snippet(db, env));
      } catch (error) {
        line = wrong(error);
      }
      lines.push(`${title}: ${line}`);
    }
    return new Response(lines.join("\n") + "\n");
  },
};
