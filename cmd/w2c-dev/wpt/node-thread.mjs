// One test file on Node, inside a thread of node.mjs.
import { parentPort, workerData } from "node:worker_threads";
import { Script } from "node:vm";
import { setTimeout as later } from "node:timers";

const { platform, harness, library, scripts, config } = workerData;
const post = parentPort.postMessage.bind(parentPort);
// Nothing of Node's threads is part of a converted app.
const { run } = await import(platform);
const evaluate = ({ text, name }) => new Script(text, { filename: name }).runInThisContext();

run(() => {
  evaluate(harness);
  const wpt = globalThis.__wpt;
  later(() => wpt.expire(), config.timeout).unref();
  // Nothing left to wait for: the rest would hang in a server too.
  process.on("exit", () => {
    wpt.expire();
    wpt.late();
  });
  wpt.before(config);
  evaluate(library);
  wpt.loaded(post);
  try {
    for (const script of scripts) evaluate(script);
  } catch (error) {
    wpt.failed(error);
  }
  wpt.end();
});
