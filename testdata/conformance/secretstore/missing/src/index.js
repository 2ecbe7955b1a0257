// A secret that the store does not have.
export default {
  async fetch(request, { TOKEN }) {
    const lines = [typeof TOKEN, typeof TOKEN.get];
    try {
      lines.push(await TOKEN.get());
    } catch (error) {
      lines.push(`${error.constructor.name}: ${error.message}`);
    }
    lines.push(TOKEN.get().catch(() => {}) instanceof Promise);
    return new Response(lines.join("\n") + "\n");
  },
};
