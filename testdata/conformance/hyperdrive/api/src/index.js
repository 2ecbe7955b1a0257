// Asks what a script finds in a Hyperdrive, one line a snippet. The database is
// a server that speaks HTTP, so that connect() has something to say.
const snippets = {
  user: ({ DB }) => DB.user,
  password: ({ DB }) => DB.password,
  database: ({ DB }) => DB.database,
  plain: ({ MY }) => [MY.user, MY.password, MY.database],
  kinds: ({ DB }) => ["connectionString", "host", "port", "user", "password", "database", "connect"].map((name) => `${name} ${typeof DB[name]}`),
  scheme: ({ DB, MY }) => [new URL(DB.connectionString).protocol, new URL(MY.connectionString).protocol],
  string: ({ MY }) => [new URL(MY.connectionString)].map(({ username, password, pathname }) => [username, password, pathname]),
  sameHost: ({ DB }) => new URL(DB.connectionString).hostname === DB.host,
  samePort: ({ DB }) => (Number(new URL(DB.connectionString).port) || 5432) === DB.port,
  readOnly: ({ DB }) => {
    try { DB.user = "other"; } catch (error) { return [error.constructor.name, DB.user]; }
    return ["silent", DB.user];
  },
  connect: async ({ DB }) => {
    const socket = DB.connect();
    const writer = socket.writable.getWriter();
    await writer.write(new TextEncoder().encode("GET /status/204 HTTP/1.1\r\nHost: db\r\nConnection: close\r\n\r\n"));
    const { value } = await socket.readable.getReader().read();
    return new TextDecoder().decode(value).split("\r\n")[0];
  },
};

export default {
  async fetch(request, env) {
    const lines = [];
    for (const [name, snippet] of Object.entries(snippets)) {
      let line;
      try {
        line = JSON.stringify(await snippet(env));
      } catch (error) {
        line = `${error.constructor.name}: ${error.message}`;
      }
      lines.push(`${name}: ${line}`);
    }
    return new Response(lines.join("\n") + "\n");
  },
};
