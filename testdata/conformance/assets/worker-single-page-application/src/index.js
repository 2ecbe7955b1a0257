// Says what reached it.
export default {
  fetch(request) {
    const url = new URL(request.url);
    return new Response(`worker: ${request.method} ${url.pathname}${url.search}\n`);
  },
};
