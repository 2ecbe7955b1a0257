// Runs one form of a program, the original or a lifted one, and tells everything
// that can be seen of it: the answers, and what happened in which order.
import { load } from "./modules.mjs";
import { bytes } from "./requests.mjs";

/** What a form did: an answer and a list of effects for each request; wire is through HTTP. */
export async function run(platform, form, requests, wire = true) {
  const effects = [];
  globalThis.effect = (what) => {
    effects.push(String(what));
    return String(what).length % 2 === 0;
  };
  globalThis.observe = (what) => effects.push(`log: ${what}`);
  const env = { NAME: "name" };
  const load1 = () => load(form.entry, form.files);
  let started;
  try {
    started =
      form.kind === "express"
        ? await platform.startExpress(env, load1)
        : await platform.startWorker(env, load1, form.kind === "script");
  } catch (error) {
    return { failed: [error, ...effects].join("\n") };
  }
  const seen = [];
  for (const request of requests) {
    effects.length = 0;
    const answer = wire
      ? await platform.send(started, bytes(request))
      : await platform.ask(
          started,
          new Request(new URL(`http://example.com${request.target.replace(/#.*/, "")}`), request),
        );
    // waitUntil work goes on after the answer.
    await new Promise(setImmediate);
    seen.push({ answer: answer.replace(/^date: .*\r\n/im, ""), effects: effects.map(said) });
  }
  return { seen };
}

// Where no Response was returned the platform and Hono say so in their own
// words; the answer is the same.
function said(effect) {
  return /Incorrect type for Promise|Context is not finalized/.test(effect)
    ? "log: no response"
    : effect;
}

/** The first difference between two forms as {request, expected, actual}, or undefined. */
export function difference(requests, original, other) {
  if (other.failed) return { expected: "the module loads", actual: other.failed };
  for (const [i, request] of requests.entries()) {
    const expected = JSON.stringify(original.seen[i], null, 1);
    const actual = JSON.stringify(other.seen[i], null, 1);
    if (expected !== actual) return { request, expected, actual, index: i };
  }
}
