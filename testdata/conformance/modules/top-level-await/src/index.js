// Modules may await before they are ready.
const table = await Promise.resolve(["ready", 1]);
const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("x"));

export default {
  fetch: () => Response.json([table, digest.byteLength]),
};
