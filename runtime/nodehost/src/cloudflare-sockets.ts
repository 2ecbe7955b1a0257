// The module "cloudflare:sockets": the connections that connect() opens.
// https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/
//
// Differences: no port is blocked and private addresses can be reached, for the
// app runs in its owner's network.
import { connect as connectTCP } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTLS } from "node:tls";
import script from "./cloudflare-sockets-classes.js";
import { currentEvent } from "./context.ts";
import { badCtor, badParam, shape } from "./shape.ts";

const dialTimeoutMs = 10_000;

function opened(socket: Socket, event: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => socket.destroy(new Error("timeout")),
      dialTimeoutMs,
    );
    socket.once("error", reject);
    socket.once(event, () => {
      clearTimeout(late);
      socket.off("error", reject);
      // What goes wrong later, reads and writes say.
      socket.on("error", () => {});
      resolve(socket);
    });
    socket.once("close", () => clearTimeout(late));
  });
}

const lost = () => new Error("Network connection lost.");

const { connect } = script(
  {
    async open(host: string, port: number, secure: boolean): Promise<Socket> {
      if (currentEvent() === undefined)
        throw new TypeError(
          "Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, and generating random values are not allowed within global scope. To fix this error, perform this operation within a handler.",
        );
      return secure
        ? opened(connectTLS({ host, port, ...named(host) }), "secureConnect")
        : opened(connectTCP({ host, port, allowHalfOpen: true }), "connect");
    },
    secure: (socket: Socket, host: string) =>
      opened(connectTLS({ socket, ...named(host) }), "secureConnect"),
    read: (socket: Socket): Promise<Uint8Array | null> =>
      new Promise((resolve, reject) => {
        const done = () => {
          socket.off("readable", look);
          socket.off("end", look);
          socket.off("close", look);
        };
        const look = () => {
          const chunk = socket.read() as Buffer | null;
          if (chunk !== null) resolve(Uint8Array.from(chunk));
          else if (socket.readableEnded) resolve(null);
          else if (socket.destroyed) reject(lost());
          else return;
          done();
        };
        socket.on("readable", look);
        socket.on("end", look);
        socket.on("close", look);
        look();
      }),
    write: (socket: Socket, bytes: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => {
        socket.write(Uint8Array.from(bytes), (error) =>
          error ? reject(lost()) : resolve(),
        );
      }),
    flushed: (socket: Socket): Promise<void> =>
      new Promise((resolve) => {
        if (socket.destroyed) resolve();
        else socket.write("", () => resolve());
      }),
    shutdown: (socket: Socket) => void socket.end(),
    close: (socket: Socket) => void socket.destroySoon(),
  },
  { shape, badParam, badCtor },
);

// An address is not a name that a certificate could be asked for.
function named(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}

export { connect };
export default { connect };
