// Handlers that fail in every way a handler can.
export default {
  async fetch(request, env, ctx) {
    switch (new URL(request.url).pathname) {
      case "/throw":
        throw new Error("on purpose");
      case "/throw-type":
        throw new TypeError("on purpose");
      case "/throw-string":
        throw "a string";
      case "/throw-null":
        throw null;
      case "/reject":
        return Promise.reject(new Error("rejected"));
      case "/late":
        await new Promise((r) => setTimeout(r, 20));
        throw new Error("late");
      case "/nothing":
        return;
      case "/null":
        return null;
      case "/number":
        return 5;
      case "/string":
        return "text";
      case "/object":
        return { status: 200 };
      case "/request":
        return request;
      case "/undefined-variable":
        return nope;
      case "/call-null":
        return null.f();
      case "/wait-until-throws":
        ctx.waitUntil(Promise.reject(new Error("after the answer")));
        return new Response("answered");
      case "/wait-until-later":
        ctx.waitUntil(new Promise((_, no) => setTimeout(() => no(new Error("later")), 10)));
        return new Response("answered");
      case "/wait-until-value":
        ctx.waitUntil(5);
        return new Response("answered");
      case "/unhandled":
        Promise.reject(new Error("nobody listens"));
        return new Response("answered");
      case "/timer-throws":
        setTimeout(() => {
          throw new Error("in a timer");
        }, 1);
        await new Promise((r) => setTimeout(r, 30));
        return new Response("answered");
      case "/caught":
        try {
          JSON.parse("{");
        } catch (e) {
          return new Response(e.name, { status: 400 });
        }
    }
    return new Response("ok");
  },
};
