// Package console writes console output to the isolate's log: one line a call,
// at the level the method names, with the id of the request that made it.
package console

import (
	"context"
	_ "embed"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Class installs console.
type Class struct{}

// Name is the folder's name.
func (Class) Name() string { return "console" }

//go:embed console.js
var source string

var script = jsloop.NewScript("console/console.js", source)

var levels = map[string]slog.Level{
	"log": slog.LevelInfo, "info": slog.LevelInfo, "debug": slog.LevelDebug,
	"warn": slog.LevelWarn, "error": slog.LevelError,
}

// Install defines console in l's VM.
func (Class) Install(l *jsloop.Loop) error {
	vm := l.VM()
	load := globals.Once(l, script, map[string]jsloop.Native{
		"write": func(call goja.FunctionCall) goja.Value {
			write(l, levels[call.Argument(0).String()], call.Argument(1).String())
			return goja.Undefined()
		},
		"promiseState": promiseState(l),
	})
	// A namespace object has a prototype of its own, and members that can be listed.
	console := vm.NewObject()
	if err := console.SetPrototype(vm.NewObject()); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(levels)) {
		level := levels[name]
		// Nameless, as those that workerd puts in place of V8's.
		f := globals.NewFunc(l, "", 0, func(call goja.FunctionCall) goja.Value {
			if text, ok := plain(call.Arguments); ok {
				write(l, level, text)
				return goja.Undefined()
			}
			write(l, level, format(l, load, call.Arguments))
			return goja.Undefined()
		})
		if err := console.Set(name, f); err != nil {
			return err
		}
	}
	names := []string{
		"dir", "dirxml", "table", "trace", "group", "groupCollapsed", "groupEnd", "clear", "count", "countReset",
		"assert", "profile", "profileEnd", "time", "timeLog", "timeEnd", "timeStamp", "context",
	}
	lengths := map[string]int{}
	for _, name := range names {
		lengths[name] = 0
	}
	others := vm.NewObject()
	if err := globals.LazyMethods(l, others, load, lengths); err != nil {
		return err
	}
	for _, name := range names {
		if err := console.Set(name, others.Get(name)); err != nil {
			return err
		}
	}
	if err := globals.Tag(l, console, "console"); err != nil {
		return err
	}
	return globals.Value(vm.GlobalObject(), "console", console)
}

// plain formats what needs no inspection; the script that inspects is loaded
// only when something does.
func plain(args []goja.Value) (string, bool) {
	words := make([]string, len(args))
	for i, v := range args {
		if _, isObject := v.(*goja.Object); isObject {
			return "", false
		}
		if _, isSymbol := v.(*goja.Symbol); isSymbol {
			return "", false
		}
		if i == 0 && len(args) > 1 && strings.Contains(v.String(), "%") || v.ExportType() != nil && v.ExportType().String() == "*big.Int" {
			return "", false
		}
		words[i] = v.String()
	}
	return strings.Join(words, " "), true
}

func format(l *jsloop.Loop, load globals.Load, args []goja.Value) string {
	made, err := load()
	if err != nil {
		return err.Error()
	}
	f, _ := goja.AssertFunction(made.Get("format"))
	v, err := f(goja.Undefined(), args...)
	if err != nil {
		if l.Fatal(err) {
			panic(err)
		}
		return "[value that cannot be shown: " + err.Error() + "]"
	}
	return v.String()
}

func write(l *jsloop.Loop, level slog.Level, text string) {
	if id := l.Current().ID; id != "" {
		l.Log().Log(context.Background(), level, text, "request_id", id)
		return
	}
	l.Log().Log(context.Background(), level, text)
}

func promiseState(l *jsloop.Loop) jsloop.Native {
	return func(call goja.FunctionCall) goja.Value {
		p, ok := call.Argument(0).Export().(*goja.Promise)
		if !ok {
			return goja.Undefined()
		}
		state := map[goja.PromiseState]string{
			goja.PromiseStatePending: "pending", goja.PromiseStateFulfilled: "fulfilled", goja.PromiseStateRejected: "rejected",
		}[p.State()]
		result := p.Result()
		if result == nil {
			result = goja.Undefined()
		}
		return l.VM().NewArray(state, result)
	}
}
