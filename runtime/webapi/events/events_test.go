package events_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// The rest is compared with workerd by testdata/conformance/webapi/events*.
func TestAbort(t *testing.T) {
	webapitest.New(t, es.Class{}, events.Class{}).Check([][2]string{
		{`const s = AbortSignal.timeout(5); await new Promise((r) => s.onabort = r); return [s.reason.name, s.reason.message, s.reason.code]`,
			`["TimeoutError","The operation was aborted due to timeout",23]`},
		{`const a = new AbortController(), b = new AbortController(), s = AbortSignal.any([a.signal, b.signal]); b.abort("q"); a.abort(1); return [s.aborted, s.reason]`,
			`[true,"q"]`},
		{`const t = new EventTarget(), c = new AbortController(), seen = [];
		  t.addEventListener("x", () => seen.push(1), { signal: c.signal }); t.dispatchEvent(new Event("x")); c.abort(); t.dispatchEvent(new Event("x")); return seen`, "[1]"},
		{`new AbortSignal()`, "TypeError: Illegal constructor"},
		{`return [DOMException.URL_MISMATCH_ERR, DOMException.INUSE_ATTRIBUTE_ERR, new DOMException("", "DataCloneError").code, new DOMException("", "None").code]`, "[21,10,25,0]"},
	})
}
