// Switches that fall through, with the default in the middle and names that reach across.
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    let text = "";
    switch (pathname) {
      case "/a":
        text += "a";
      case "/b":
        text += "b";
        if (request.method === "POST") break;
        return new Response(text);
      default:
        text += "default";
      case "/c": {
        const inner = "c";
        text += inner;
        break;
      }
      case "/d":
        let across = "d";
        return new Response(across);
      case "/e":
        across = "e";
        return new Response(across);
    }
    return new Response("after " + text);
  },
};
