// cloudflare:node: the Worker's requests for servers of node:http.
// https://developers.cloudflare.com/workers/runtime-apis/nodejs/http/
(function (native, internals) {
  "use strict";
  internals.node.require("http");
  const ports = internals.nodePorts;
  const portOf = (port) => {
    if (!Number.isFinite(port) || port < 0 || port > 65535) throw new Error("Failed to determine port for server");
    return port;
  };
  async function handleAsNodeRequest(server, request, env, ctx) {
    const port = portOf(typeof server === "number" ? server : server?.port);
    const instance = ports.get(port);
    if (!instance) {
      const e = new Error(`Http server with port ${port} not found. This is likely a bug with your code. You should check if server.listen() was called with the same port (${port})`);
      e.code = "ERR_INVALID_ARG_VALUE";
      throw e;
    }
    return instance.fetch(request, env, ctx);
  }
  function httpServerHandler(server) {
    let port;
    if (typeof server === "number") port = server;
    else if (typeof server?.listen === "function") {
      if (server.address() == null) server.listen(0);
      port = server.address().port;
    } else port = server?.port;
    portOf(port);
    return { fetch: (request, env, ctx) => handleAsNodeRequest(port, request, env, ctx) };
  }
  return { handleAsNodeRequest, httpServerHandler };
})
