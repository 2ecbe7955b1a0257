// fetch is called as a method of the default export.
export default {
  prefix: "this works",
  fetch(request) {
    return this.answer(new URL(request.url).pathname);
  },
  answer(path) {
    return new Response(`${this.prefix}: ${path}`);
  },
};
