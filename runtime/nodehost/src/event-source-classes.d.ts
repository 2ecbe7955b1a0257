// The script that both servers share.
export default function (
  native: undefined,
  internals: Readonly<Record<string, unknown>>,
): { readonly EventSource: object };
