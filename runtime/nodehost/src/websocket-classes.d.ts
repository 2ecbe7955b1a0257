// The script that both servers share; websocket.ts gives it what it stands on.
import type { Connection } from "./websocket-connection.ts";

/** A WebSocket of the Worker's. */
export type Socket = EventTarget & { readonly readyState: number };

export interface Classes {
  readonly WebSocket: new (url: string, protocols?: unknown) => Socket;
  readonly WebSocketPair: new () => Record<0 | 1, Socket>;
  readonly websocket: { is(value: unknown): value is Socket };
  readonly go: {
    fromConn(connection: Connection): Socket;
    couple(socket: Socket, connection: Connection, over: () => void): void;
  };
}

export default function (
  native: Readonly<Record<string, unknown>>,
  internals: Readonly<Record<string, unknown>>,
): Classes;
