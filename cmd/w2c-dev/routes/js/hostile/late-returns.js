// What is returned from a try without await is not caught there.
const rejects = async (what) => {
  await null;
  throw new TypeError(what);
};
const thenable = (what) => ({
  then(resolve, reject) {
    effect("then " + what);
    if (what === "bad") reject(new RangeError(what));
    else resolve(new Response(what));
  },
});
const throws = () => {
  throw new Error("at once");
};

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    try {
      if (pathname === "/rejects") return rejects("rejects");
      if (pathname === "/awaited") return await rejects("awaited");
      if (pathname === "/good") return thenable("good");
      if (pathname === "/bad") return thenable("bad");
      if (pathname === "/throws") return throws();
      if (pathname === "/or") return null || rejects("or");
      if (pathname === "/inside") {
        try {
          return rejects("inside");
        } catch (error) {
          return new Response("inner " + error.message);
        }
      }
      if (pathname === "/undefined") return undefined;
      if (pathname === "/text") return "text";
      if (pathname === "/function") {
        const f = () => {
          return rejects("function");
        };
        return await f();
      }
      return new Response("end");
    } catch (error) {
      effect("caught " + error.message);
      return new Response("caught " + error.message, { status: 500 });
    }
  },
};
