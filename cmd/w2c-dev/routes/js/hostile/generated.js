// What a compiler to old JavaScript makes of async functions.
var __async = function (body) {
  return new Promise(function (resolve, reject) {
    try { resolve(body()); } catch (e) { reject(e); }
  });
};
var handler = {
  fetch: function (request) {
    var _this = this;
    return __async(function () {
      var url, state = 0;
      for (;;) {
        switch (state) {
          case 0:
            url = new URL(request.url);
            if (!(url.pathname === "/a")) { state = 2; break; }
            return new Response("a " + (_this === handler));
          case 2:
            if (!(url.pathname === "/b" && request.method === "POST")) { state = 4; break; }
            effect("b");
            return new Response("b");
          case 4:
            return new Response("end", { status: 404 });
        }
      }
    });
  },
};
export default handler;
