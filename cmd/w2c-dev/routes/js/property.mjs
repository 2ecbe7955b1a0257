// The property test: random programs, each run as it is and lifted for Hono and
// Express. Started by Go for a range of seeds; prints one JSON line for each
// program that went wrong, some for Go to compare with goja, and a summary.
import { lifter } from "./lift.mjs";
import { loadPlatform } from "./modules.mjs";
import { Random } from "./random.mjs";
import { generate, project } from "./generate.mjs";
import { requestsFor } from "./requests.mjs";
import { render, smaller } from "./rope.mjs";
import { difference, run } from "./subject.mjs";

const options = JSON.parse(process.argv[2]);
const platform = await loadPlatform(new URL("src/", import.meta.url).href);
const lift = await lifter(options.analyser);
const write = process.stdout.write.bind(process.stdout);
const say = (line) => write(`${JSON.stringify(line)}\n`);

/** Lifts program for target; the form to run. */
function lifted(program, target) {
  const files = project(program);
  const result = lift(files, program.file, target);
  const kind =
    target === "express" && result.form === "lifted"
      ? "express"
      : program.script
        ? "script"
        : "module";
  return { result, form: { kind, entry: program.file, files: { ...files, ...result.files } } };
}

function original(program) {
  return {
    kind: program.script ? "script" : "module",
    entry: program.file,
    files: project(program),
  };
}

// Through HTTP a request takes three times as long, and what HTTP adds is the same
// for all forms: every tenth program takes that way.
const wire = (seed) => seed % 10 === 0;

/** What goes wrong with program on target, or undefined. */
async function wrong(program, target, requests) {
  const before = await run(platform, original(program), requests, program.wire);
  if (before.failed) return undefined;
  let made;
  try {
    made = lifted(program, target);
  } catch (error) {
    return { expected: "lifted or kept", actual: `the analyser threw: ${error.stack}` };
  }
  const after = await run(platform, made.form, requests, program.wire);
  const found = difference(requests, before, after);
  return found && { ...found, text: made.form.files[program.home] };
}

/** The smallest program found that still goes wrong, with the requests it needs. */
async function shrink(program, target, requests, first) {
  let best = { program, requests, found: first };
  if (first.index !== undefined) {
    for (const fewer of [[requests[first.index]], requests.slice(0, first.index + 1)]) {
      const found = await wrong(program, target, fewer);
      if (found) {
        best = { program, requests: fewer, found };
        break;
      }
    }
  }
  let tries = 0;
  for (let again = true; again && tries < 400;) {
    again = false;
    for (const piece of smaller(best.program.piece)) {
      if (++tries > 400) break;
      const candidate = { ...best.program, piece };
      const found = await wrong(candidate, target, best.requests);
      if (!found) continue;
      best = { program: candidate, requests: best.requests, found };
      again = true;
      break;
    }
  }
  return best;
}

const totals = {
  programs: 0,
  broken: 0,
  requests: 0,
  lifted: 0,
  routes: 0,
  liftedRoutes: 0,
  failures: 0,
  bytes: 0,
};
for (let seed = options.from; seed < options.to; seed++) {
  const random = new Random(seed);
  const program = { ...generate(random), wire: wire(seed) };
  const requests = requestsFor(random, program.requests, options.requests);
  const before = await run(platform, original(program), requests, program.wire);
  totals.programs++;
  totals.bytes += render(program.piece).length;
  if (before.failed) {
    totals.broken++;
    if (options.verbose) say({ broken: seed, why: before.failed });
    continue;
  }
  // The analysis is the same for both; what differs is how it is written down.
  const both = seed % 4 === 0 ? ["hono", "express"] : ["hono"];
  for (const target of options.targets ?? both) {
    let found;
    let made;
    try {
      made = lifted(program, target);
    } catch (error) {
      found = { expected: "lifted or kept", actual: `the analyser threw: ${error.stack}` };
    }
    if (made) {
      if (target === "hono") count(made.result);
      if (seed % options.sample === 0)
        say({
          sample: {
            seed,
            target,
            entry: program.file,
            files: project(program),
            result: made.result,
          },
        });
      const same = Object.keys(made.result.files).length === 0;
      if (!same)
        found = difference(
          requests,
          before,
          await run(platform, made.form, requests, program.wire),
        );
      totals.requests += requests.length;
    }
    if (!found) continue;
    totals.failures++;
    if (totals.failures > options.report) continue;
    const least = await shrink(program, target, requests, found);
    say({
      failure: {
        seed,
        target,
        program: render(least.program.piece),
        lifted: least.found.text,
        requests: least.requests,
        request: least.found.request,
        expected: least.found.expected,
        actual: least.found.actual,
      },
    });
  }
}

function count(result) {
  if (result.form === "lifted") totals.lifted++;
  for (const route of result.routes) {
    totals.routes++;
    if (route.state !== "kept") totals.liftedRoutes++;
  }
}

say({ totals });
process.exit(0);
