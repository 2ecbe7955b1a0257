// The analyser of transform/routes in Node, where it is many times as fast as in
// goja; that both write the same is checked on a part of the programs.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

/** The function that lifts a project's files for a target; path is that of the analyser's script. */
export async function lifter(path) {
  if (path === "") return () => ({ files: {}, form: "kept", why: "", routes: [] });
  runInThisContext(readFileSync(path, "utf8"), { filename: path });
  const analyse = globalThis.lift;
  return (files, entry, target) =>
    JSON.parse(
      analyse(JSON.stringify({ entry, target, platform: "src/platform" }), (name) => files[name]),
    );
}
