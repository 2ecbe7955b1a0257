// Makes Node's globals those of a Worker, where a Worker could tell the
// difference. Imported first: everything after it, the Worker above all, sees
// these.
import { installCrypto } from "./crypto.ts";
import { installHeaders } from "./headers.ts";
import { installMessages } from "./messages.ts";
import { installStreams } from "./streams.ts";

installHeaders();
installMessages();
installStreams();
installCrypto();

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, {
    value,
    configurable: true,
    writable: true,
  });
}

define("self", globalThis);
define("navigator", Object.freeze({ userAgent: "Cloudflare-Workers" }));

// The default reason of an abort says so in workerd's words.
const { abort } = AbortController.prototype;
const aborted = () =>
  new DOMException("The operation was aborted", "AbortError");
AbortController.prototype.abort = {
  abort(this: AbortController, reason: unknown = aborted()) {
    abort.call(this, reason);
  },
}.abort;
const abortedSignal = AbortSignal.abort.bind(AbortSignal);
AbortSignal.abort = {
  abort: (reason: unknown = aborted()) => abortedSignal(reason),
}.abort;
