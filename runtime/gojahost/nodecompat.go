package gojahost

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/webapi/node"
)

// nodeCompat tells the modules of Node which Worker they serve: what its date
// and flags switch on, what process.env begins with, what process.exit ends.
func (i *isolate) nodeCompat() error {
	m := i.host.app.Manifest
	set := compat.Of(m.CompatibilityDate, m.CompatibilityFlags)
	if err := i.installCloudflare(set); err != nil {
		return err
	}
	return node.Configure(i.loop, node.Config{
		Compat: set,
		Env:    i.textBindings,
		Exit: func(err error) {
			if e := i.current(); e != nil {
				e.fail(err)
				e.abandon()
			}
		},
	})
}

// textBindings are the vars and secrets as process.env shows them: text as it
// is, any other value as JSON.
func (i *isolate) textBindings() map[string]string {
	out := map[string]string{}
	stringify, _ := goja.AssertFunction(i.loop.VM().Get("JSON").ToObject(i.loop.VM()).Get("stringify"))
	for _, b := range i.host.app.Manifest.Bindings {
		if b.Kind != "vars" && b.Kind != "secrets" {
			continue
		}
		v := i.env.Get(b.Name)
		if v == nil || goja.IsUndefined(v) {
			continue
		}
		if !goja.IsString(v) {
			text, err := stringify(goja.Undefined(), v)
			if err != nil {
				continue
			}
			v = text
		}
		out[b.Name] = v.String()
	}
	return out
}
