// this is the exported object, and arguments are those of fetch.
const worker = {
  count: 0,
  label(text) {
    return text + ++this.count;
  },
  async fetch(request) {
    const path = new URL(request.url).pathname;
    if (path === "/a") return new Response(this.label("a"));
    if (path === "/b") return new Response(arguments.length + " " + (this === worker));
    const self = () => this.label("arrow");
    if (path === "/c") return new Response(self());
    return new Response(this.label("end"), { status: 404 });
  },
};
export default worker;
