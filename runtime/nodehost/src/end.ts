// In a Worker process.exit ends the event that calls it. Node's would end the
// process, and every other request with it: it is kept for the platform.
import process from "node:process";

/** Ends the process. */
export const endProcess: (code: number) => never = process.exit.bind(process);

/** From here on process.exit and process.abort fail their caller. */
export function forbidExit(): void {
  const refuse = (code: unknown = process.exitCode ?? 0): never => {
    throw new Error(
      `The Node.js process.exit(${String(code)}) API was called. Canceling the request.`,
    );
  };
  process.exit = refuse;
  process.abort = () => refuse(1);
}
