package htmlrewriter_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What the classes do is held by testdata/conformance/htmlrewriter; here is what
// no recording can show.

func newVM(t *testing.T) *webapitest.VM {
	t.Helper()
	var classes []webapitest.Class
	for _, c := range webapi.Classes {
		classes = append(classes, c)
	}
	return webapitest.New(t, classes...)
}

func TestRewrites(t *testing.T) {
	newVM(t).Check([][2]string{
		{`return new HTMLRewriter().on("b", { async element(e) { await null; e.setAttribute("x", "1"); e.after("&"); } })
			.transform(new Response("<p>a<b y=2>c</b></p>")).text()`, `<p>a<b y=2 x="1">c</b>&amp;</p>`},
		{`const r = new HTMLRewriter().on("*", { text(t) { t.replace(t.text.toUpperCase()); } })
			.transform(new Response("<p>one<b>two"));
			return r.text()`, `<p>ONE<b>TWO`},
	})
}
