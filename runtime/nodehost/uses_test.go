package nodehost

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// Each script is as rewrite.Bare writes it.
func TestUsed(t *testing.T) {
	const fetches = "fetch, streams and events, WebSockets"
	for script, want := range map[string]string{
		`export default{fetch(r,e){return new Response("hi",{headers:{"Cache-Control":"no-store"}})}};`: "",
		`export default{async fetch(){return Response.json({a:1})}};`:                                   "",
		`export default{fetch:app.fetch};`:                                                              "",
		`export default{fetch:async r=>env.ASSETS.fetch(r)};`:                                           "",
		`export default{fetch:r=>globalThis.fetch(r)};`:                                                 fetches,
		`const{fetch:a}=globalThis;`:                                                                    fetches,
		`await r.json()`:                                                                                streams,
		`for await(const c of r.body);`:                                                                 streams,
		`new Response(async function*(){}())`:                                                           streams,
		`new globalThis.HTMLRewriter`:                                                                   "HTMLRewriter, text coding, " + streams,
		`globalThis["HTMLRewriter"]`:                                                                    everythingThereIs,
		`globalThis[name]`:                                                                              everythingThereIs,
		`Object.keys(globalThis)`:                                                                       everythingThereIs,
		`({...globalThis})`:                                                                             everythingThereIs,
		`globalThis.globalThis[name]`:                                                                   everythingThereIs,
		`const{a,...rest}=globalThis`:                                                                   everythingThereIs,
		`const{[a]:b}=globalThis`:                                                                       everythingThereIs,
		`import vm from"node:vm";`:                                                                      everythingThereIs,
		`typeof globalThis<"u"`:                                                                         "",
		`var _a;(_a=globalThis).__registry??(_a.__registry={});`:                                        "",
		`var _a;(_a=globalThis).__registry??(_a[name]={});`:                                             everythingThereIs,
		`import{webcrypto}from"node:crypto";`:                                                           "crypto, " + streams,
		`import{Blob as B}from"node:buffer";`:                                                           "blobs, " + streams,
		`import{env}from"./platform/cloudflare-workers.ts";`:                                            "the module cloudflare:workers",
		`const m=await import(name);`:                                                                   everythingThereIs,
		`const m=process.getBuiltinModule(name);`:                                                       everythingThereIs,
		`globalThis.Cloudflare.compatibilityFlags`:                                                      "the global Cloudflare",
		`globalThis.Iterator.zip([a,b])`:                                                                "language",
		`new Set(a).values().join("-")`:                                                                 "language",
		`a.map(f).join("-")`:                                                                            "",
		`function crypto(){}`:                                                                           "",
	} {
		found := used(script)
		maps.DeleteFunc(found, func(_ string, yes bool) bool { return !yes })
		names := slices.Sorted(maps.Keys(found))
		got := strings.Join(names, ", ")
		if len(names) == len(features) {
			got = everythingThereIs
		}
		expected := strings.Split(want, ", ")
		slices.Sort(expected)
		if w := strings.Join(expected, ", "); got != w {
			t.Errorf("%s\n  got  %s\n  want %s", script, got, w)
		}
	}
}

const everythingThereIs = "everything there is"

// The files of a feature, and of what it needs, are there, and its globals are
// among those that the compiler is told of.
func TestFeatures(t *testing.T) {
	all, err := platformFiles()
	if err != nil {
		t.Fatal(err)
	}
	names := allFeatures()
	for _, f := range features {
		if all[f.file] == nil {
			t.Errorf("%s: there is no src/%s", f.name, f.file)
		}
		for _, n := range f.needs {
			if !names[n] {
				t.Errorf("%s needs %s, which is none", f.name, n)
			}
		}
		for _, h := range strings.Fields(f.hidden) {
			if !slices.Contains(strings.Fields(f.globals), h) {
				t.Errorf("%s hides %s, which does not bring it back", f.name, h)
			}
		}
	}
}
