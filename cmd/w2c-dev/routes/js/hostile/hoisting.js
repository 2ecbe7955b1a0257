// Names used before and after the place where they stand.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname === "/early") return late("early " + typeof shared);
    var shared = "set";
    if (url.pathname === "/mid") return late(shared);
    if (url.pathname === "/fn") {
      function inner() { return "inner"; }
      return late(inner());
    }
    try {
      if (url.pathname === "/tdz") return late(tail);
    } catch (e) {
      return late(e.name);
    }
    const tail = "tail";
    return late(tail + shared);
    function late(text) {
      effect("late");
      return new Response(text);
    }
  },
};
