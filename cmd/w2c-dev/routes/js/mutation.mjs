// The mutation test: mistakes are planted in lifted programs, and the requests of
// the property test must notice each kind of them. Prints one JSON line a kind.
import { lifter } from "./lift.mjs";
import { loadPlatform } from "./modules.mjs";
import { mutations } from "./mutations.mjs";
import { Random } from "./random.mjs";
import { generate, project } from "./generate.mjs";
import { requestsFor } from "./requests.mjs";
import { difference, run } from "./subject.mjs";

const options = JSON.parse(process.argv[2]);
const platform = await loadPlatform(new URL("src/", import.meta.url).href);
const lift = await lifter(options.analyser);
const write = process.stdout.write.bind(process.stdout);

const tally = new Map(
  Object.keys(mutations).map((name) => [name, { name, planted: 0, caught: 0 }]),
);

for (let seed = 0; seed < options.programs; seed++) {
  const random = new Random(seed);
  const program = generate(random);
  const requests = requestsFor(random, program.requests, options.requests);
  const files = project(program);
  const target = seed % 2 ? "express" : "hono";
  const result = lift(files, program.file, target);
  const text = result.files[program.home];
  if (result.form !== "lifted" || text === undefined) continue;
  const kind = target === "express" ? "express" : program.script ? "script" : "module";
  let right;
  for (const [name, mutate] of Object.entries(mutations)) {
    const counted = tally.get(name);
    // Caught often enough, the rest is for those that are hard to notice.
    if (counted.caught >= options.enough || counted.planted >= options.plants) continue;
    const spoiled = mutate(text, random);
    if (spoiled === undefined || spoiled === text) continue;
    // What is compared with is the lifted program itself: the property test says
    // that it does what the original does.
    right ??= await run(
      platform,
      { kind, entry: program.file, files: { ...files, ...result.files } },
      requests,
      false,
    );
    if (right.failed) break;
    const form = {
      kind,
      entry: program.file,
      files: { ...files, ...result.files, [program.home]: spoiled },
    };
    const found = difference(requests, right, await run(platform, form, requests, false));
    counted.planted++;
    if (found) counted.caught++;
  }
}
for (const line of tally.values()) write(`${JSON.stringify(line)}\n`);
process.exit(0);
