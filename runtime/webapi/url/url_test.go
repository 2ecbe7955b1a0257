package url_test

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/jsg"
	"github.com/w2c-dev/w2c/runtime/webapi/url"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

// What workerd answers.
func TestURL(t *testing.T) {
	webapitest.New(t, es.Class{}, events.Class{}, jsg.Class{}, url.Class{}).Check([][2]string{
		{`return new URL("x")`, `TypeError: Invalid URL string.`},
		{`return new URL("/a", "b")`, `TypeError: Invalid URL string.`},
		{`return [URL.parse("x"), URL.canParse("http://x"), URL.canParse("x", "http://h")]`, `[null,true,true]`},
		{`const u = new URL("http://x/"); u.href = "bad"`, `TypeError: Failed to set the 'href' property on 'URL': the provided value is not of type 'valid URL string'.`},
		{`const u = new URL("http://x/"); u.port = "99999"; return u.href`, `http://x/`},
		{`return JSON.stringify(new URL("http://x"))`, `"http://x/"`},
		{`return new URL("http://u:p@ex.com:81/p;x/../y?q=1 2#f g").href`, `http://u:p@ex.com:81/y?q=1%202#f%20g`},
		{`const u = new URL("http://u:p@ex.com:81/y?q=1#f"); return [u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash, u.origin]`, `["http:","u","p","ex.com:81","ex.com","81","/y","?q=1","#f","http://ex.com:81"]`},
		{`const u = new URL("http://x/?a=1&a=2#h"); const out = []; u.searchParams.append("b", "c d"); out.push(u.href); u.searchParams.delete("a", "1"); out.push(u.href); u.searchParams.delete("a"); u.searchParams.delete("b"); out.push(u.href); u.search = "?z=%41+b"; out.push([...u.searchParams], u.href); u.searchParams.sort(); out.push(u.href); u.searchParams.set("z", "é&="); out.push(u.href); return out`,
			`["http://x/?a=1&a=2&b=c+d#h","http://x/?a=2&b=c+d#h","http://x/#h",[["z","A b"]],"http://x/?z=%41+b#h","http://x/?z=A+b#h","http://x/?z=%C3%A9%26%3D#h"]`},
		{`return new URL("blob:http://x/y").origin`, `http://x`},
		{`return [new URL("http://x/a").port, new URL("data:x").port, new URL("http://u@x/").port, new URL("http://x:8/").port]`, `["","","","8"]`},
		{`return [Object.keys(new URL("http://x")), String(Object.prototype.toString.call(new URL("http://x")))]`, `[[],"[object URL]"]`},
		{`class Mine extends URL { #p = 1; get x() { return this.#p + this.pathname; } }; return new Mine("http://h/a").x`, `1/a`},
		{`return new URLSearchParams([["a"]])`, `TypeError: Invalid URL search params sequence.`},
		{`return new URLSearchParams([1])`, `TypeError: Incorrect type: the provided value is not of type 'Sequence'.`},
		{`return [5, null, true, undefined, "?a=b", { a: [1, 2], b: null }, new Map([["a", "b"]]), new URLSearchParams("x=1"), { a: "\ud800" }].map((x) => String(new URLSearchParams(x)))`, `["5=","null=","true=","","a=b","a=1%2C2&b=null","a=b","x=1","a=%EF%BF%BD"]`},
		{`return new URLSearchParams().append("a")`, `TypeError: Failed to execute 'append' on 'URLSearchParams': parameter 2 is not of type 'USVString'.`},
		{`return new URLSearchParams("a=1").forEach(5)`, `TypeError: Failed to execute 'forEach' on 'URLSearchParams': parameter 1 is not of type 'function'.`},
		{`return [new URLSearchParams("a=%zz&b=%ff&+c").toString(), new URLSearchParams("a=1").has("a", "2"), new URLSearchParams("?a=1").size, new URLSearchParams("a=1").has("a", undefined)]`, `["a=%25zz&b=%EF%BF%BD&+c=",false,1,true]`},
		{`const s = new URLSearchParams("a=1"); return [s.keys(), s.entries(), s.values()].map((x) => Object.prototype.toString.call(x))`, `["[object KeyIterator]","[object EntryIterator]","[object ValueIterator]"]`},
		{`return new URLSearchParams("a=1&b=2").entries().map(([k]) => k).toArray()`, `["a","b"]`},
		{`return Object.fromEntries(new URLSearchParams("a=1&b=2"))`, `{"a":"1","b":"2"}`},
	})
}

func TestPattern(t *testing.T) {
	webapitest.New(t, es.Class{}, events.Class{}, jsg.Class{}, url.Class{}).Check([][2]string{
		{`return new URLPattern({ pathname: "/a/:id" }).exec("http://x/a/5")`, `{"inputs":["http://x/a/5"],"protocol":{"input":"http","groups":{"0":"http"}},"username":{"input":"","groups":{"0":""}},"password":{"input":"","groups":{"0":""}},"hostname":{"input":"x","groups":{"0":"x"}},"port":{"input":"","groups":{"0":""}},"pathname":{"input":"/a/5","groups":{"id":"5"}},"search":{"input":"","groups":{"0":""}},"hash":{"input":"","groups":{"0":""}}}`},
		{`return new URLPattern({ pathname: "/:year(\\d+)/:rest" }).exec("http://x/1/2").pathname.groups`, `{"rest":"2","year":"1"}`},
		{`return new URLPattern({ pathname: "/(a" })`, `TypeError: Failed to construct URLPattern`},
		{`return new URLPattern("/a/*")`, `TypeError: Failed to construct URLPattern`},
		{`return new URLPattern(5)`, `TypeError: Failed to construct URLPattern`},
		{`const p = new URLPattern({ pathname: "/a/:id" }); return [p.test(), p.test("/a/b"), p.test({ pathname: "/a/b" }), p.exec("http://x/b"), p.test(new URL("http://x/a/5")), p.test("/a/b", "http://x"), p.test("http://[")]`, `[false,true,true,null,true,true,false]`},
		{`const p = new URLPattern({ pathname: "/a/:id" }); return ["/a/b?x=1", "a/b", "//h/a/b", "/a/é", "http:", "?x"].map((s) => { const m = p.exec(s); return m && [m.protocol.input, m.hostname.input, m.pathname.input, m.search.input]; })`, `[["","","/a/b","x=1"],["","","/a/b",""],["","h","/a/b",""],["","","/a/%C3%A9",""],null,null]`},
		{`return new URLPattern({ pathname: "/:a?/b" }).exec("http://x/b").pathname`, `{"input":"/b","groups":{}}`},
		{`return [new URLPattern({ pathname: "/A" }, { ignoreCase: true }).test("http://x/a"), new URLPattern({ pathname: "/(\\d+)" }).hasRegExpGroups, new URLPattern({ pathname: "/x", baseURL: "http://h/" }).hostname, new URLPattern("http://x:80/a", "http://y").port, new URLPattern().pathname]`, `[true,true,"h","","*"]`},
	})
}
