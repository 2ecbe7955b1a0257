package jsloop

import (
	"strings"

	"github.com/dop251/goja"
)

// goja forgets to clear new.target when a script's function is called rather than
// constructed: inside a constructor, every function that is called sees the
// constructor's own. A function that behaves differently under new, as RegExp
// does, would take the wrong way without a word.

// TargetName is the hidden global that new.target goes through in functions:
// TargetName(new.target) is undefined when the function it stands in was called.
// It must stand in the function itself, not in an arrow function in it.
const TargetName = "__w2c_target"

// trueTargets sends every new.target of a script of the platform through there.
func trueTargets(source string) string {
	return strings.ReplaceAll(source, "new.target", "("+TargetName+"(new.target))")
}

func (l *Loop) installTarget() {
	f := l.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		target := call.Argument(0)
		if goja.IsUndefined(target) || !l.called() {
			return target
		}
		return goja.Undefined()
	})
	// Nothing can be in the way in a new VM.
	_ = l.vm.GlobalObject().DefineDataProperty(TargetName, f, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
}

// called says whether the function that called the running native was itself
// called by a script. goja enters a constructor through Go, which leaves a frame
// between it and the script that says new: one that is not shown, or a native's.
func (l *Loop) called() bool {
	const caller = 2 // behind the native and the function
	frames := l.vm.CaptureCallStack(caller+1, nil)
	return len(frames) == caller+1 && frames[caller].SrcName() != "<native>"
}
