package rewrite_test

import (
	"testing"

	"github.com/w2c-dev/w2c/transform/rewrite"
)

func TestBare(t *testing.T) {
	for code, want := range map[string]string{
		"// caches\nexport default { fetch(r) { return fetch(r) } }":        "export default{fetch(r){return(0,globalThis.fetch)(r)}};\n",
		"export const a = (fetch) => fetch(1), b = x.fetch, c = { fetch };": "export const a=fetch2=>fetch2(1),b=x.fetch,c={fetch:globalThis.fetch};\n",
		"export const a = self.caches, b = (self) => self[0];":              "export const a=globalThis.caches,b=self2=>self2[0];\n",
		`export const a = globalThis["caches"], b = typeof fetch;`:          "export const a=globalThis.caches,b=typeof globalThis.fetch;\n",
	} {
		got, err := rewrite.Bare([]byte(code), []string{"fetch", "caches"})
		if err != nil || got != want {
			t.Errorf("%s\n  got  %q, %v\n  want %q", code, got, err, want)
		}
	}
}
