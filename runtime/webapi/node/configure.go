package node

import (
	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Configure tells the modules which Worker they serve and gives it Node's
// globals when its date and flags do: Buffer, process, global, setImmediate,
// clearImmediate and, by a flag of their own, timers that are objects. Call it
// after the classes are installed and before the Worker's script runs.
func Configure(l *jsloop.Loop, c Config) error {
	s := stateOf(l)
	s.config = c
	if c.Compat.Node() != compat.NodeV2 {
		return nil
	}
	global := l.VM().GlobalObject()
	if err := globals.Value(global, "global", global); err != nil {
		return err
	}
	from := map[string][]string{
		"buffer":  {"Buffer"},
		"timers":  {"setImmediate", "clearImmediate"},
		"process": nil,
	}
	if c.Compat.On("enable_nodejs_global_timers") {
		from["timers"] = append(from["timers"], "setTimeout", "setInterval", "clearTimeout", "clearInterval")
	}
	for name, members := range from {
		load := func() (*goja.Object, error) {
			v, _, err := s.require(name)
			if err != nil {
				return nil, err
			}
			o := v.ToObject(l.VM())
			if name == "process" { // the module itself is the global
				holder := l.VM().NewObject()
				return holder, holder.Set(name, o)
			}
			return o, nil
		}
		if members == nil {
			members = []string{name}
		}
		if err := globals.Lazy(l, global, load, members...); err != nil {
			return err
		}
	}
	return nil
}
