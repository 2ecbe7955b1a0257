export class Probe {
  lines = [];

  // Notes what call comes to: its value, or the error, and whether that was
  // thrown rather than the promise rejected.
  async try(name, call) {
    let promise;
    try {
      promise = call();
    } catch (error) {
      this.lines.push(`${name} !! thrown ${describe(error)}`);
      return;
    }
    try {
      this.lines.push(`${name} => ${await show(await promise)}`);
    } catch (error) {
      this.lines.push(`${name} !! ${describe(error)}`);
    }
  }
}

// The texts of a SyntaxError are the engine's own.
function describe(error) {
  return error.name === "SyntaxError" ? "SyntaxError" : `${error.name}: ${error.message}`;
}

async function show(value) {
  if (value === undefined) return "undefined";
  if (value instanceof Map) return `Map ${JSON.stringify([...value])}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${JSON.stringify([...new Uint8Array(value)])}`;
  if (value instanceof ReadableStream) return `ReadableStream ${JSON.stringify(await new Response(value).text())}`;
  return JSON.stringify(value);
}
