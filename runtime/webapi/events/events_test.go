package events_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/timers"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// The rest is compared with workerd by testdata/conformance/webapi/events*.
func TestAbort(t *testing.T) {
	webapitest.New(t, es.Class{}, events.Class{}, timers.Class{}).Check([][2]string{
		{`const s = AbortSignal.timeout(5); await new Promise((r) => s.onabort = r); return [s.reason.name, s.reason.message, s.reason.code]`,
			`["TimeoutError","The operation was aborted due to timeout",23]`},
		{`const a = new AbortController(), b = new AbortController(), s = AbortSignal.any([a.signal, b.signal]); b.abort("q"); a.abort(1); return [s.aborted, s.reason]`,
			`[true,"q"]`},
		{`const t = new EventTarget(), c = new AbortController(), seen = [];
		  t.addEventListener("x", () => seen.push(1), { signal: c.signal }); t.dispatchEvent(new Event("x")); c.abort(); t.dispatchEvent(new Event("x")); return seen`, "[1]"},
		{`let order = ""; const signals = ["1", "2", "3", "4"].map((v) => { const s = AbortSignal.timeout(5); s.onabort = () => { order += v; }; return s; });
		  await new Promise((r) => signals[3].addEventListener("abort", r)); return order`, "1234"},
		{`new EventTarget().addEventListener("x", null, { signal: null })`,
			"TypeError: Incorrect type for the 'signal' field on 'AddEventListenerOptions': the provided value is not of type 'AbortSignal'."},
		{`let seen = 0; addEventListener("x", () => seen++); globalThis.dispatchEvent(new Event("x")); return seen`, "1"},
		{`return [Object.getPrototypeOf(DOMException) === Function.prototype, new DOMException("m", "n") instanceof Error]`, "[true,true]"},
		{`new AbortSignal()`, "TypeError: Illegal constructor"},
		{`return [DOMException.URL_MISMATCH_ERR, DOMException.INUSE_ATTRIBUTE_ERR, new DOMException("", "DataCloneError").code, new DOMException("", "None").code]`, "[21,10,25,0]"},
	})
}
