import { render } from "./document.js";

export default {
  fetch() {
    return new Response(render(), { headers: { "content-type": "text/html; charset=utf-8" } });
  },
};
