// The third argument of JSON.parse's reviver.
export default {
  fetch: () => Response.json(JSON.parse("[1.0, 2]", (k, v, c) => (c?.source !== undefined ? c.source : v))),
};
