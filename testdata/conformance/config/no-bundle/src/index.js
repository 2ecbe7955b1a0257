import { helper } from "./helper.js";
import text from "./text.txt";

export default {
  async fetch(request) {
    const name = new URL(request.url).searchParams.get("lazy");
    if (name) {
      const { value } = await import("./lazy/one.js");
      return new Response(value);
    }
    return new Response(helper(text));
  },
};
