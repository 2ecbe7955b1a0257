// The script that both servers share; cloudflare-workers.ts gives it what it stands on.
type Class = new (...args: never[]) => object;

export interface Workers {
  readonly WorkerEntrypoint: Class;
  readonly DurableObject: Class;
  readonly WorkflowEntrypoint: Class;
  readonly RpcTarget: Class;
  readonly RpcStub: Class;
  readonly RpcPromise: Class;
  readonly RpcProperty: Class;
  readonly ServiceStub: Class;
  readonly env: Readonly<Record<string, unknown>>;
  readonly exports: Readonly<Record<string, unknown>>;
  waitUntil(promise: unknown): void;
  withEnv<T>(env: object, f: () => T): T;
}

/** An entrypoint of a Worker of this process. */
export interface Address {
  /** null is the Worker that asks. */
  readonly worker: string | null;
  /** "" is the default export. */
  readonly entrypoint: string;
  readonly props?: unknown;
  /** Counts an operation of the binding. */
  readonly count?: (op: string) => void;
}

export default function (
  native: Readonly<Record<string, unknown>>,
  internals: Readonly<Record<string, unknown>>,
): {
  readonly workers: Workers;
  readonly email: { readonly EmailMessage: Class };
  readonly workflows: { readonly NonRetryableError: Class };
  exports(): Readonly<Record<string, unknown>>;
  /** What env has for a service binding. */
  service(address: Address): object;
  /** Takes a message of RPC for the running event. */
  receive(
    from: object,
    text: string,
    wire: unknown,
    reply: (ok: boolean, wire: unknown) => void,
  ): void;
  /** Lets go of all that an event held. */
  ended(event: object): void;
};
