package wpt

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A Worker that is deployed may not make WebAssembly of bytes, nor functions of
// text, while it serves a request. The Workers of workerd.js may, because they
// get their scripts in a request and need the unsafeEval binding for it. Where
// that permission decides what is tested, the scripts are the Worker itself.

// deployedAreas are those whose tests run without the permission.
var deployedAreas = map[string]bool{"wasm/jsapi": true}

// deployedScript is a Worker that holds a test and runs it in its first request.
// The scripts stand in one function, so that each sees what those before it
// declare; it is a classic script, since most of the suite is not strict.
//
// A directive "use strict" counts only in the first script of a test.
func deployedScript(c config, scripts []source) (string, error) {
	settings, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	fmt.Fprintf(&out, `addEventListener("fetch", (event) => {
  event.respondWith(new Promise((resolve) => w2cRun((text) => resolve(new Response(text)))));
});
function w2cRun(resolve) {
  const { setTimeout } = globalThis;
  w2cHarness.call(globalThis);
  const wpt = globalThis.__wpt;
  const config = %s;
  setTimeout(() => wpt.expire(), config.timeout);
  wpt.before(config);
  w2cLibrary.call(globalThis);
  wpt.loaded(resolve);
  try {
    w2cScripts.call(globalThis);
  } catch (error) {
    wpt.failed(error);
  }
  wpt.end();
}
`, settings)
	function := func(name string, scripts []source) {
		fmt.Fprintf(&out, "function %s() {\n", name)
		for _, s := range scripts {
			fmt.Fprintf(&out, "%s\n", s.Text)
		}
		out.WriteString("}\n")
	}
	function("w2cHarness", scripts[:1])
	function("w2cLibrary", scripts[1:2])
	function("w2cScripts", scripts[2:])
	return out.String(), nil
}
