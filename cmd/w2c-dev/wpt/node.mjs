// Runs test files on Node, each in a thread of its own that has the platform of
// a converted app. Jobs come as JSON lines on stdin, results leave as JSON lines
// on stdout; the platform (argv[2]) is one bundle.
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";

const platform = process.argv[2];

function run(job) {
  return new Promise((resolve) => {
    let answer;
    const thread = new Worker(new URL("node-thread.mjs", import.meta.url), {
      workerData: { platform, ...job },
      stdout: true,
      stderr: true,
    });
    const killer = setTimeout(() => thread.terminate(), job.config.timeout + 4000);
    thread.stdout.resume();
    thread.stderr.resume();
    thread.on("message", (text) => {
      answer = text;
      thread.terminate();
    });
    let crash = "the thread ended without a result";
    thread.on("error", (error) => (crash = String(error?.stack ?? error)));
    thread.on("exit", () => {
      clearTimeout(killer);
      resolve({ id: job.id, answer: answer ?? null, crash });
    });
  });
}

// A test that leaves a socket in a bad state must not end all the others.
process.on("uncaughtException", () => {});
for await (const line of createInterface({ input: process.stdin })) {
  run(JSON.parse(line)).then((result) => process.stdout.write(JSON.stringify(result) + "\n"));
}
