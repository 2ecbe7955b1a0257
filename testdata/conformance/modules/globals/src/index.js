// State of a module outlives a request; a request's own does not.
const started = new Set();
globalThis.shared = "set at start";

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    started.add(pathname);
    return Response.json([shared, globalThis.shared === self.shared, started.has(pathname), typeof globalThis.pathname]);
  },
};
