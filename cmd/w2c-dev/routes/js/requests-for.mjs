// The requests for Workers that are read and not generated: from the paths and
// methods that their sources name. Prints one JSON line a Worker.
import { Random } from "./random.mjs";
import { requestsFor } from "./requests.mjs";

const { workers, count } = JSON.parse(process.argv[2]);
for (const [i, worker] of workers.entries())
  console.log(
    JSON.stringify({ name: worker.name, requests: requestsFor(new Random(i + 1), worker, count) }),
  );
