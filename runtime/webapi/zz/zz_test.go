package zz

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"encoding/json"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
)

var split = regexp.MustCompile(`(?m)^//// ?`)
var reqLine = regexp.MustCompile(`(?m)^// *req (.*)$`)

func TestProbe(t *testing.T) {
	src, err := os.ReadFile(os.Getenv("PROBE"))
	if err != nil {
		t.Skip(err)
	}
	want := map[string]string{}
	if w, err := os.ReadFile(strings.TrimSuffix(os.Getenv("PROBE"), ".js") + ".out"); err == nil {
		cur := ""
		for _, line := range strings.Split(string(w), "\n") {
			if len(line) > 29 && line[:28] == strings.Split(line[:28], " ")[0]+strings.Repeat(" ", 28-len(strings.Split(line[:28], " ")[0])) && line[28] == ' ' && line[0] != ' ' {
				cur = strings.TrimSpace(line[:28])
				want[cur] = line[29:]
			} else if cur != "" && line != "" {
				want[cur] += "\n" + line
			}
		}
	}
	parts := split.Split(string(src), -1)
	code := parts[0] + `
const show = (v) => { if (typeof v === "string") return v; if (v instanceof Uint8Array) return "u8:"+[...v]; if (v instanceof Error) return "ERR "+v.name+": "+v.message; const s = JSON.stringify(v); return s===undefined? String(v): s };
const T = {};
`
	var names []string
	bodies := map[string]string{}
	for _, p := range parts[1:] {
		name, body, _ := strings.Cut(p, "\n")
		name = strings.TrimSpace(name)
		names = append(names, name)
		bodies[name] = body
		code += fmt.Sprintf("T[%q] = async (request, env, ctx) => {\n%s\n};\n", name, body)
	}
	code += `globalThis.handler = async (request, env, ctx) => { const n = decodeURIComponent(new URL(request.url).pathname.slice(1)); try { const v = await T[n](request, env, ctx); if (v instanceof Response) return v; return new Response("= " + show(v)); } catch (e) { return new Response("! " + (e && e.name!==undefined ? (e.constructor?.name + "/" + e.name + ": " + e.message) : String(e))); } }`
	res := api.Transform(code, api.TransformOptions{Target: api.ESNext, Supported: map[string]bool{"async-generator": false, "for-await": false}})
	if len(res.Errors) > 0 {
		t.Fatal(res.Errors)
	}
	l := jsloop.New(jsloop.Options{Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	go l.Run()
	defer l.Close()
	if err := l.Do(func() error {
		if err := webapi.Install(l); err != nil {
			return err
		}
		_, err := l.VM().RunScript("w", string(res.Code))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	bad, hangs := 0, 0
	for _, n := range names {
		in := &fetch.Incoming{Method: "GET", URL: "http://localhost/" + url.PathEscape(n), Header: []string{"host", "localhost", "accept", "*/*", "accept-encoding", "br, gzip", "accept-language", "*", "connection", "close", "sec-fetch-mode", "cors", "user-agent", "undici"}}
		if m := reqLine.FindStringSubmatch(bodies[n]); m != nil {
			var o struct {
				Method, Body string
				Headers      map[string]string
			}
			json.Unmarshal([]byte(m[1]), &o)
			in.Method = o.Method
			if o.Body != "" {
				in.Body = io.NopCloser(strings.NewReader(o.Body))
				in.Header = append(in.Header, "content-type", "text/plain;charset=UTF-8")
				in.ContentLength = -1
			}
			for k, v := range o.Headers {
				in.Header = append(in.Header, k, v)
			}
		}
		got := make(chan string, 1)
		ctx := jsloop.NewContext(context.Background(), "r")
		l.PostIn(ctx, func() {
			req, err := fetch.NewRequest(l, in)
			if err != nil {
				got <- "REQ " + err.Error()
				return
			}
			h, _ := goja.AssertFunction(l.VM().Get("handler"))
			p, err := l.Call(h, nil, req, goja.Undefined(), goja.Undefined())
			if err != nil {
				got <- "ERR " + err.Error()
				return
			}
			then, _ := goja.AssertFunction(p.(*goja.Object).Get("then"))
			then(p, l.VM().ToValue(func(c goja.FunctionCall) goja.Value {
				o, err := fetch.Take(l, c.Argument(0))
				if err != nil {
					got <- "TAKE " + err.Error()
					return goja.Undefined()
				}
				go func() {
					w := httptest.NewRecorder()
					err := o.Write(w, false)
					s := w.Body.String()
					if !strings.HasPrefix(s, "= ") && !strings.HasPrefix(s, "! ") {
						s = fmt.Sprint(w.Code, " ", w.Header(), " ", s)
					}
					if err != nil {
						s += "  WRITE " + err.Error()
					}
					got <- s
				}()
				return goja.Undefined()
			}), l.VM().ToValue(func(c goja.FunctionCall) goja.Value { got <- "REJ " + c.Argument(0).String(); return goja.Undefined() }))
		})
		var g string
		select {
		case g = <-got:
		case <-time.After(900 * time.Millisecond):
			g = "HANG"
			hangs++
			if hangs > 8 { t.Fatal("too many hangs") }
		}
		ctx.Cancel()
		if w, ok := want[n]; ok && w == g {
			continue
		}
		bad++
		fmt.Printf("--- %s\n  got  %s\n  want %s\n", n, g, want[n])
	}
	fmt.Println(bad, "of", len(names), "differ")
	_ = bytes.Equal
}
