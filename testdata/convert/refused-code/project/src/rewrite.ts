// Asked for first: only a warning.
export function rewrite(response: Response): Response {
  if (typeof HTMLRewriter === "undefined") return response;
  return new HTMLRewriter().transform(response);
}
