// Runs the converted Workers of a folder on Node, one after the other: what they
// answer is what the goja server must answer.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const answers = {};
for (const file of fs.readdirSync(folder).sort()) {
  try {
    const worker = await import(pathToFileURL(path.join(folder, file)));
    const response = await worker.default.fetch(new Request("http://x/"));
    answers[path.basename(file, ".mjs")] = await response.text();
  } catch (e) {
    answers[path.basename(file, ".mjs")] = `failed: ${e?.stack ?? e}`;
  }
}
fs.writeFileSync(path.join(folder, "answers.json"), JSON.stringify(answers));
process.exit(0);
