package routes

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/dop251/goja"
)

// analyser is src as one script, with @babel/parser in it.
//
//go:embed analyser.gen.js
var analyser string

// program is compiled once per process; VMs share it.
var program = sync.OnceValues(func() (*goja.Program, error) {
	return goja.Compile("analyser.js", analyser, false)
})

type request struct {
	Entry    string `json:"entry"`
	Target   Target `json:"target"`
	Platform string `json:"platform"`
}

type answer struct {
	Files  map[string]string `json:"files"`
	Form   Form              `json:"form"`
	Why    string            `json:"why"`
	Routes []Route           `json:"routes"`
}

// analyse runs the analyser in a VM of its own. A source that is too deep for
// it is kept like any other that it does not understand.
func analyse(ctx context.Context, r request, read func(path string) (text string, ok bool)) (out answer, err error) {
	p, err := program()
	if err != nil {
		return out, err
	}
	vm := goja.New()
	vm.SetMaxCallStackSize(maxDepth)
	stop := context.AfterFunc(ctx, func() { vm.Interrupt(ctx.Err()) })
	defer stop()
	if _, err := vm.RunProgram(p); err != nil {
		return out, err
	}
	lift, ok := goja.AssertFunction(vm.Get("lift"))
	if !ok {
		return out, fmt.Errorf("the analyser has no function lift")
	}
	input, err := json.Marshal(r)
	if err != nil {
		return out, err
	}
	value, err := lift(goja.Undefined(), vm.ToValue(string(input)), vm.ToValue(func(call goja.FunctionCall) goja.Value {
		text, ok := read(call.Argument(0).String())
		if !ok {
			return goja.Undefined()
		}
		return vm.ToValue(text)
	}))
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	if _, deep := err.(*goja.StackOverflowError); deep {
		return answer{Form: Kept, Why: "the source is nested too deeply"}, nil
	}
	if err != nil {
		return out, err
	}
	err = json.Unmarshal([]byte(value.String()), &out)
	return out, err
}

// maxDepth is in calls; a statement takes about six.
const maxDepth = 20_000
