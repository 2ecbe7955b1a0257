// The server's side of WebSockets: what the Worker does with the one it gets is
// chosen by the path, what the client does by the script in requests.json.
const events = (socket, log) => {
  for (const type of ["message", "close", "error"]) {
    socket.addEventListener(type, (e) => {
      if (type === "message") log(`message ${typeof e.data === "string" ? JSON.stringify(e.data.length > 300 ? e.data.length : e.data) : `${Object.prototype.toString.call(e.data)} ${e.data.size ?? e.data.byteLength}`}`);
      else if (type === "close") log(`close ${e.code} ${JSON.stringify(e.reason)} ${e.wasClean} state ${socket.readyState}`);
      else log(`error ${e.message} state ${socket.readyState}`);
    });
  }
};
// wait passes by turns: a process that gets no time for a while has turned the
// loop as often when it is over.
const wait = async (ms) => {
  for (let left = ms; left > 0; left -= 5) await new Promise((done) => setTimeout(done, 5));
};
const upgrade = (socket, headers) => new Response(null, { status: 101, webSocket: socket, headers });
const pair = () => Object.values(new WebSocketPair());

// What the last socket saw, for a request that asks afterwards.
let last = [];
const remember = (server) => {
  const log = (last = []);
  events(server, (line) => log.push(line));
};

const snippets = {
  echo() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    server.addEventListener("message", async (e) => server.send(e.data instanceof Blob ? await e.data.arrayBuffer() : e.data));
    return upgrade(client);
  },
  "echo-buffer"() {
    const [client, server] = pair();
    server.binaryType = "arraybuffer";
    server.accept();
    remember(server);
    server.addEventListener("message", (e) => server.send(e.data));
    return upgrade(client);
  },
  describe() {
    const [client, server] = pair();
    server.accept();
    events(server, (line) => { try { server.send(line); } catch {} });
    return upgrade(client);
  },
  "half-open"() {
    const [client, server] = pair();
    server.accept({ allowHalfOpen: true });
    remember(server);
    server.addEventListener("close", async (e) => {
      server.send("after close " + e.code);
      await wait(20);
      server.close(4001, "later");
    });
    return upgrade(client);
  },
  "close-by-hand"() {
    const [client, server] = pair();
    server.accept({ allowHalfOpen: true });
    remember(server);
    server.addEventListener("message", (e) => server.send(e.data));
    server.addEventListener("close", (e) => server.close(e.code, "re " + e.reason));
    return upgrade(client);
  },
  silent() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    return upgrade(client);
  },
  hello() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    server.send("hello");
    server.send(new Uint8Array([1, 2, 3]));
    server.send("");
    server.send(new ArrayBuffer(0));
    server.send("é 😀 \ud800");
    return upgrade(client);
  },
  "accept-late"() {
    const [client, server] = pair();
    setTimeout(() => {
      server.accept();
      server.addEventListener("message", (e) => server.send("late " + e.data));
    }, 50);
    return upgrade(client);
  },
  "never-accepted"() {
    return upgrade(pair()[0]);
  },
  close() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    server.send("bye");
    server.close(1000, "done");
    return upgrade(client);
  },
  "close-bare"() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    server.close();
    return upgrade(client);
  },
  "close-after"() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    server.addEventListener("message", (e) => {
      const [code, reason] = JSON.parse(e.data);
      server.close(code, reason);
      try {
        server.send("more");
      } catch (x) {
        last.push(x.message);
      }
    });
    return upgrade(client);
  },
  throw() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    server.addEventListener("message", (e) => {
      if (e.data === "throw") throw new Error("thrown");
      server.send("still " + e.data);
    });
    return upgrade(client);
  },
  reject() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    server.addEventListener("message", async (e) => {
      if (e.data === "throw") throw new Error("thrown");
      server.send("still " + e.data);
    });
    return upgrade(client);
  },
  ticks() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    let n = 0;
    const timer = setInterval(() => {
      server.send(`tick ${++n}`);
      if (n === 3) {
        clearInterval(timer);
        server.close(1000, "enough");
      }
    }, 20);
    return upgrade(client);
  },
  async "await-before"() {
    const [client, server] = pair();
    server.accept();
    server.send("queued");
    await wait(30);
    server.addEventListener("message", (e) => server.send("re " + e.data));
    return upgrade(client);
  },
  "wait-until"(request, env, ctx) {
    const [client, server] = pair();
    server.accept();
    remember(server);
    const log = last;
    ctx.waitUntil(wait(150).then(() => log.push("waitUntil ran")));
    server.addEventListener("message", (e) => server.send(e.data));
    return upgrade(client);
  },
  protocol(request) {
    const [client, server] = pair();
    server.accept();
    const asked = request.headers.get("sec-websocket-protocol");
    server.send(`asked ${asked}`);
    server.close(1000);
    return upgrade(client, asked ? { "sec-websocket-protocol": asked.split(",")[0].trim() } : {});
  },
  headers() {
    const [client, server] = pair();
    server.accept();
    server.close(1000);
    return upgrade(client, [["x-one", "1"], ["set-cookie", "a=1"], ["set-cookie", "b=2"], ["content-type", "text/x"], ["content-length", "5"], ["connection", "close"], ["upgrade", "other"], ["sec-websocket-accept", "mine"]]);
  },
  "seen-headers"(request) {
    const [client, server] = pair();
    server.accept();
    const names = ["upgrade", "connection", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-protocol", "origin", "x-mine"];
    server.send(JSON.stringify([request.method, names.map((n) => request.headers.get(n)), request.url, request.body]));
    server.close(1000);
    return upgrade(client);
  },
  "accepted-client"() {
    const [client, server] = pair();
    server.accept();
    client.accept();
    return upgrade(client);
  },
  "used-twice"() {
    const [client, server] = pair();
    server.accept();
    const first = upgrade(client);
    remember(server);
    return upgrade(first.webSocket);
  },
  "server-end"() {
    // The names mean nothing: either end may be returned.
    const [client, server] = pair();
    client.accept();
    client.send("from the first end");
    client.close(1000);
    return upgrade(server);
  },
  "both-ends"() {
    const [client, server] = pair();
    server.accept();
    remember(server);
    const response = upgrade(client);
    server.addEventListener("message", async (e) => {
      server.send(`${e.data} ${client.readyState} ${server.readyState}`);
      await wait(30);
      try {
        client.accept();
      } catch (e) {
        server.send(e.message);
      }
      try {
        client.send("x");
        server.send("no error");
      } catch (e) {
        server.send(e.message);
      }
    });
    return response;
  },
  big() {
    const [client, server] = pair();
    server.accept();
    server.addEventListener("message", (e) => {
      const n = Number(e.data);
      server.send("x".repeat(n));
      server.send(new Uint8Array(n));
    });
    return upgrade(client);
  },
  many() {
    const [client, server] = pair();
    server.accept();
    let n = 0;
    server.addEventListener("message", (e) => {
      n++;
      if (e.data === "count") server.send(`counted ${n}`);
    });
    return upgrade(client);
  },
  flood() {
    const [client, server] = pair();
    server.accept();
    for (let i = 0; i < 30; i++) server.send(`${i} ${"y".repeat(50)}`);
    server.close(1000, "flooded");
    return upgrade(client);
  },
  room() {
    const [client, server] = pair();
    server.accept();
    server.serializeAttachment({ n: 1 });
    server.send(JSON.stringify(server.deserializeAttachment()));
    server.close();
    return upgrade(client);
  },
  async last() {
    await wait(60);
    return Response.json(last);
  },
  plain: () => new Response("no socket"),
  refuse: (request) => new Response(`upgrade is ${request.headers.get("upgrade")}`, { status: 426, headers: { upgrade: "websocket" } }),
  "throws"() {
    throw new Error("before the upgrade");
  },
};

export default {
  fetch(request, env, ctx) {
    const name = new URL(request.url).pathname.slice(1);
    return snippets[name](request, env, ctx);
  },
};
