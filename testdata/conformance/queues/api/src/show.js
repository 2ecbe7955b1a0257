// One line of text for anything. How much waits is told by the subject that is
// about that.
export function show(value) {
  if (value === undefined) return "undefined";
  return JSON.stringify(value, (key, inner) => {
    if (key === "metadata" && inner?.metrics) return "sent";
    return inner;
  });
}

export function wrong(error) {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  return `${error.constructor.name} ${error.name}: ${error.message}`;
}
