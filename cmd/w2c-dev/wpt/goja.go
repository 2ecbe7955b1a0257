package wpt

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi"
	"github.com/w2c-dev/w2c/runtime/webapi/events"
	"github.com/w2c-dev/w2c/runtime/webapi/fetch"
	"github.com/w2c-dev/w2c/transform/rewrite"
)

//go:embed harness.js
var harness string

// gojaTarget runs each test in an isolate of its own, in this process.
type gojaTarget struct {
	suite *suite

	mu       sync.Mutex
	programs map[string]*compiled
}

type compiled struct {
	once    sync.Once
	program *goja.Program
	err     error
}

// compile makes a program of a script by the recipe of converted Workers. A
// script is compiled once for all the tests that use it.
func (g *gojaTarget) compile(s source) (*goja.Program, error) {
	g.mu.Lock()
	c := g.programs[s.Name]
	if c == nil {
		c = &compiled{}
		g.programs[s.Name] = c
	}
	g.mu.Unlock()
	c.once.Do(func() {
		c.program, c.err = rewrite.Plain(s.Name, s.Text)
	})
	return c.program, c.err
}

var transport = fetch.NewTransport()

func (g *gojaTarget) run(ctx context.Context, t test, c config, scripts []source) outcome {
	// Scripts that do not compile are the test's failure, as in a browser.
	programs := make([]*goja.Program, 0, len(scripts))
	for _, s := range scripts {
		p, err := g.compile(s)
		if err != nil {
			return outcome{Status: 1, Message: fmt.Sprintf("%s: %v", s.Name, err)}
		}
		programs = append(programs, p)
	}
	limit := c.limit()
	answer := make(chan string, 1)
	broken := make(chan error, 1)
	loop := jsloop.New(jsloop.Options{Broken: func(err error) { broken <- err }})
	defer loop.Close()
	go loop.Run()
	request := jsloop.NewContext(ctx, "wpt")
	request.LimitCPU(2 * limit)
	defer request.Cancel()
	var wpt *goja.Object
	call := func(name string, args ...goja.Value) {
		if wpt == nil {
			return
		}
		f, _ := goja.AssertFunction(wpt.Get(name))
		if _, err := loop.Call(f, wpt, args...); err != nil {
			loop.Log().Error(err.Error())
		}
	}
	settings, err := json.Marshal(c)
	if err != nil {
		return outcome{Status: 1, Message: err.Error()}
	}
	err = loop.Do(func() error {
		if err := webapi.Install(loop); err != nil {
			return err
		}
		fetch.SetTransport(loop, transport)
		tell := func(kind string, p *goja.Promise) bool {
			dealt, err := events.Rejected(loop, kind, p)
			if err != nil {
				loop.Log().Error(err.Error())
			}
			return dealt
		}
		loop.OnRejection(func(_ *jsloop.Context, p *goja.Promise) bool { return tell("unhandledrejection", p) })
		loop.OnHandled(func(p *goja.Promise) { tell("rejectionhandled", p) })
		return nil
	})
	if err != nil {
		return outcome{Status: 1, Message: err.Error()}
	}
	loop.PostIn(request, func() {
		err := func() error {
			vm := loop.VM()
			if _, err := vm.RunProgram(programs[0]); err != nil {
				return err
			}
			wpt = vm.Get("__wpt").ToObject(vm)
			parsed, err := vm.RunString("(" + string(settings) + ")")
			if err != nil {
				return err
			}
			call("before", parsed)
			if _, err := vm.RunProgram(programs[1]); err != nil {
				return err
			}
			call("loaded", vm.ToValue(func(c goja.FunctionCall) goja.Value {
				select {
				case answer <- c.Argument(0).String():
				default:
				}
				return goja.Undefined()
			}))
			for _, p := range programs[2:] {
				if _, err := vm.RunProgram(p); err != nil {
					if loop.Fatal(err) {
						return err
					}
					call("failed", loop.Error(err))
					break
				}
			}
			call("end")
			return nil
		}()
		if err != nil {
			broken <- err
		}
	})
	// A test that waits for nothing will not go on: there is no need to wait.
	var idle func()
	idle = func() {
		loop.PostIn(request, func() {
			if request.Ops() == 0 {
				call("expire")
			}
		})
	}
	request.OnIdle(idle)
	idle()
	deadline := time.AfterFunc(limit, func() { loop.PostIn(request, func() { call("expire") }) })
	defer deadline.Stop()
	select {
	case text := <-answer:
		return parseOutcome(text)
	case err := <-broken:
		return outcome{Status: 1, Message: "the isolate broke: " + err.Error()}
	case <-time.After(limit + 4*time.Second):
		loop.Break(errors.New("the test does not end"))
		return outcome{Status: 2, Message: "timeout"}
	case <-ctx.Done():
		return outcome{Status: 1, Message: ctx.Err().Error()}
	}
}
