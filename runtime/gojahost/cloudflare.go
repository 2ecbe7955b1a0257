package gojahost

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// installCloudflare defines the global Cloudflare, whose compatibilityFlags says
// of every flag whether it is on. The names are those of the table in runtime/compat.
// https://developers.cloudflare.com/workers/runtime-apis/web-standards/#cloudflare-global
func (i *isolate) installCloudflare(set compat.Set) error {
	l, vm := i.loop, i.loop.VM()
	load := func() (*goja.Object, error) {
		flags := vm.CreateObject(nil)
		for _, f := range compat.Flags {
			if err := flags.DefineDataProperty(f.Name, vm.ToValue(set.On(f.Name)), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_TRUE); err != nil {
				return nil, err
			}
		}
		if prevent, ok := goja.AssertFunction(vm.Get("Object").ToObject(vm).Get("preventExtensions")); ok {
			if _, err := prevent(nil, flags); err != nil {
				return nil, err
			}
		}
		class := vm.ToValue(func(goja.ConstructorCall) *goja.Object {
			l.ThrowType("Illegal constructor")
			return nil
		}).ToObject(vm)
		if err := class.DefineDataProperty("name", vm.ToValue("Cloudflare"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return nil, err
		}
		proto := class.Get("prototype").ToObject(vm)
		if err := globals.Tag(l, proto, "Cloudflare"); err != nil {
			return nil, err
		}
		cloudflare := vm.CreateObject(proto)
		if err := cloudflare.DefineDataProperty("compatibilityFlags", flags, goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_TRUE); err != nil {
			return nil, err
		}
		all := vm.NewObject()
		return all, all.Set("Cloudflare", cloudflare)
	}
	return globals.Lazy(l, vm.GlobalObject(), load, "Cloudflare")
}
