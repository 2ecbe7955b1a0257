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

export default function (
  native: Readonly<Record<string, unknown>>,
  internals: Readonly<Record<string, unknown>>,
): {
  readonly workers: Workers;
  readonly email: { readonly EmailMessage: Class };
  readonly workflows: { readonly NonRetryableError: Class };
  exports(): Readonly<Record<string, unknown>>;
};
