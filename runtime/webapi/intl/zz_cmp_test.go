package intl_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/webapi/es"
	"github.com/w2c-dev/w2c/runtime/webapi/intl"
	"github.com/w2c-dev/w2c/runtime/webapi/webapitest"
)

func TestZZ(t *testing.T) {
	for _, c := range strings.Fields(os.Getenv("ZZ")) {
		dir := "../../../testdata/conformance/intl/" + c
		src, _ := os.ReadFile(dir + "/src/index.js")
		vm := webapitest.New(t, es.Class{}, intl.Class{})
		code := strings.Split(string(src), "export default")[0]
		if err := vm.Loop.Do(func() error {
			_, err := vm.Loop.VM().RunString(code + `;globalThis.go = (name) => { const snippet = Object.hasOwn(snippets, name) ? snippets[name] : undefined; return JSON.stringify(run(snippet ?? forLocale, snippet ? undefined : name), null, 1) }`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var answers []struct{ Name, Body string }
		data, _ := os.ReadFile(dir + "/answers.json")
		_ = json.Unmarshal(data, &answers)
		bad := 0
		for _, a := range answers {
			got := vm.Eval(fmt.Sprintf("return String(go(%q))", a.Name))
			if got == a.Body {
				continue
			}
			bad++
			g, w := strings.Split(got, "\n"), strings.Split(a.Body, "\n")
			n := 0
			for i := range w {
				x := ""
				if i < len(g) {
					x = g[i]
				}
				if x != w[i] {
					if n++; n < 5 {
						fmt.Printf("%s %s:%d got %+q want %+q\n", c, a.Name, i, x, w[i])
					}
				}
			}
		}
		fmt.Println(c, "bad", bad, "of", len(answers))
	}
}
