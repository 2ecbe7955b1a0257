package jsloop_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/jsloop/looptest"
)

// natives are the few host functions these tests need.
func natives(l *jsloop.Loop) error {
	set := func(name string, f jsloop.Native) {
		if err := l.VM().Set(name, f); err != nil {
			panic(err)
		}
	}
	set("sleep", func(c goja.FunctionCall) goja.Value {
		d := time.Duration(c.Argument(0).ToInteger()) * time.Millisecond
		return l.Async("sleep", func(ctx context.Context) (jsloop.Settle, error) {
			select {
			case <-time.After(d):
				return nil, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		})
	})
	set("fail", func(c goja.FunctionCall) goja.Value {
		name, message := c.Argument(0).String(), c.Argument(1).String()
		return l.Async("fail", func(context.Context) (jsloop.Settle, error) {
			return nil, jsloop.Errorf(name, "%s", message)
		})
	})
	set("whoami", func(goja.FunctionCall) goja.Value { return l.VM().ToValue(l.Current().ID) })
	set("store", func(c goja.FunctionCall) goja.Value {
		if len(c.Arguments) > 0 {
			l.Current().Store = c.Argument(0)
		}
		if s := l.Current().Store; s != nil {
			return s
		}
		return goja.Undefined()
	})
	set("withStore", func(c goja.FunctionCall) goja.Value {
		f, _ := goja.AssertFunction(c.Argument(1))
		var v goja.Value
		var err error
		l.In(l.Current(), c.Argument(0), func() { v, err = f(goja.Undefined()) })
		if err != nil {
			panic(err)
		}
		return v
	})
	set("after", func(c goja.FunctionCall) goja.Value {
		f, _ := goja.AssertFunction(c.Argument(1))
		stop := l.After(time.Duration(c.Argument(0).ToInteger())*time.Millisecond, func() {
			if _, err := l.Call(f, nil); err != nil {
				l.Log().Error("Uncaught " + err.Error())
			}
		})
		return l.VM().ToValue(func(goja.FunctionCall) goja.Value { stop(); return goja.Undefined() })
	})
	return nil
}

var classes = looptest.Classes(looptest.Func(natives))

func TestAsyncSettles(t *testing.T) {
	i := looptest.Start(t, classes)
	if v := i.Run(`await sleep(1); return await Promise.all([1, sleep(2).then(() => 2)]).then(a => a.join())`); v != "1,2" {
		t.Errorf("got %v", v)
	}
	if e := i.Throws(`await fail("RangeError", "too far")`); e != "RangeError: too far" {
		t.Errorf("got %q", e)
	}
}

// Two events meet at one promise: each goes on in its own context.
func TestContextFollowsReactions(t *testing.T) {
	i := looptest.Start(t, classes)
	i.Run(`globalThis.gate = new Promise(r => globalThis.open = r); globalThis.seen = []`)
	done := make(chan struct{})
	for _, id := range []string{"a", "b"} {
		ev := jsloop.NewContext(t.Context(), id)
		i.PostIn(ev, func() {
			if _, err := i.VM().RunString(`(async () => { await gate; seen.push(whoami()); await null; seen.push(whoami()) })()`); err != nil {
				t.Error(err)
			}
		})
	}
	i.PostIn(jsloop.NewContext(t.Context(), "c"), func() {
		if _, err := i.VM().RunString(`open(); seen.push(whoami()); Promise.resolve().then(() => seen.push(whoami()))`); err != nil {
			t.Error(err)
		}
		close(done)
	})
	<-done
	if v := i.Run(`return seen.join()`); v != "c,a,b,c,a,b" {
		t.Errorf("got %v", v)
	}
}

// The map of AsyncLocalStorage belongs to the code that set it, through awaits,
// I/O and timers, and two branches of one event do not see each other's.
func TestStoreFollowsReactions(t *testing.T) {
	i := looptest.Start(t, classes)
	v := i.Run(`
		const out = [];
		const branch = name => withStore(name, async () => {
			out.push(name + store());
			await null; out.push(name + store());
			await sleep(name === "x" ? 5 : 1); out.push(name + store());
			await new Promise(r => after(1, r)); out.push(name + store());
			after(1, () => out.push(name + "timer" + store()));
			await sleep(10); out.push(name + store());
		});
		await Promise.all([branch("x"), branch("y")]);
		out.push("outer" + store());
		return out.filter(s => s !== "xx" && s !== "yy").sort().join()`)
	if v != "outerundefined,xtimerx,ytimery" {
		t.Errorf("got %v", v)
	}
}

// A native reaction that calls back drains the queue below itself; its own
// context must be there again afterwards.
func TestNestedReactions(t *testing.T) {
	i := looptest.Start(t, classes)
	i.Set("callback", nil)
	err := i.Do(func() error {
		return i.VM().Set("reaction", jsloop.Native(func(c goja.FunctionCall) goja.Value {
			before := i.Current().ID
			f, _ := goja.AssertFunction(i.VM().Get("callback"))
			if _, err := f(goja.Undefined()); err != nil {
				panic(err)
			}
			return i.VM().ToValue(before + "/" + i.Current().ID)
		}))
	})
	if err != nil {
		t.Fatal(err)
	}
	v := i.Run(`
		globalThis.callback = () => { Promise.resolve().then(() => {}).then(() => {}) };
		return await Promise.resolve().then(reaction)`)
	if v != "test/test" {
		t.Errorf("got %v", v)
	}
}

func TestCPUIsChargedToTheEventThatRuns(t *testing.T) {
	i := looptest.Start(t, classes)
	i.Run(`globalThis.gate = new Promise(r => globalThis.open = r); globalThis.spin = ms => { const end = Date.now() + ms; while (Date.now() < end); }`)
	waits, opens := jsloop.NewContext(t.Context(), "waits"), jsloop.NewContext(t.Context(), "opens")
	run := func(ev *jsloop.Context, js string) {
		done := make(chan struct{})
		i.PostIn(ev, func() {
			defer close(done)
			if _, err := i.VM().RunString(js); err != nil {
				t.Error(err)
			}
		})
		<-done
	}
	run(waits, `gate.then(() => spin(80))`)
	run(opens, `open(); spin(20)`)
	var a, b time.Duration
	if err := i.Do(func() error { a, b = waits.CPU(), opens.CPU(); return nil }); err != nil {
		t.Fatal(err)
	}
	if a < 78*time.Millisecond || b < 18*time.Millisecond || b > 70*time.Millisecond {
		t.Errorf("the waiting event was charged %s and the opening one %s, want 80 ms and 20 ms", a, b)
	}
}

func TestCPULimit(t *testing.T) {
	for name, js := range map[string]string{
		"loop":       `for (;;);`,
		"microtasks": `const f = () => Promise.resolve().then(f); f()`,
		"await":      `(async () => { for (;;) await null })()`,
		"caught":     `for (;;) { try { for (;;); } catch {} finally { continue } }`,
	} {
		t.Run(name, func(t *testing.T) {
			broken := make(chan error, 2)
			l := jsloop.New(jsloop.Options{Broken: func(err error) { broken <- err }})
			go l.Run()
			ev := jsloop.NewContext(t.Context(), "spinner")
			ev.LimitCPU(60 * time.Millisecond)
			l.PostIn(ev, func() {
				_, err := l.VM().RunString(js)
				l.Fatal(err)
			})
			select {
			case err := <-broken:
				var cpu *jsloop.ErrCPU
				if !errors.As(err, &cpu) || cpu.Context != ev {
					t.Errorf("broken by %v, want the CPU limit of the event", err)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("not interrupted")
			}
			<-l.Done()
			if err := l.Do(func() error { return nil }); !errors.Is(err, jsloop.ErrClosed) {
				t.Errorf("Do on a broken loop: %v", err)
			}
			if len(broken) != 0 {
				t.Error("Broken was called twice")
			}
		})
	}
}

// The time of many short turns adds up, and an event without limit is not
// interrupted for what another used.
func TestCPULimitOverTurns(t *testing.T) {
	i := looptest.Start(t, classes)
	i.Run(`globalThis.spin = ms => { const end = Date.now() + ms; while (Date.now() < end); }`)
	limited := jsloop.NewContext(t.Context(), "limited")
	limited.LimitCPU(120 * time.Millisecond)
	turns := 0
	for range 40 {
		i.PostIn(limited, func() {
			turns++
			_, err := i.VM().RunString(`spin(20)`)
			i.Fatal(err)
		})
		i.PostIn(nil, func() { _, _ = i.VM().RunString(`spin(5)`) })
	}
	<-i.Done()
	if turns < 4 || turns > 10 {
		t.Errorf("interrupted in turn %d, want about the sixth", turns)
	}
}

func TestInterruptBetweenTurnsDoesNothing(t *testing.T) {
	i := looptest.Start(t, classes)
	i.Run(`return 1`)
	for i.Busy() != 0 { // Run returns before its turn is over
		time.Sleep(time.Millisecond)
	}
	if i.Busy() != 0 || i.Interrupt(errors.New("late")) {
		t.Error("an idle loop was interrupted")
	}
	if v := i.Run(`return 2`); v != int64(2) {
		t.Errorf("got %v", v)
	}
}

func TestStackOverflowBreaks(t *testing.T) {
	i := looptest.Start(t, classes)
	if _, err := i.Eval(`const f = () => f() + 1; f()`); err == nil {
		t.Error("no error")
	}
	<-i.Done()
	var overflow *jsloop.OverflowError
	if err := i.Err(); !errors.As(err, &overflow) || len(err.Error()) > 500 {
		t.Errorf("broken by %v", err)
	}
}

func TestPanicOfANativeBreaks(t *testing.T) {
	i := looptest.Start(t, classes)
	i.Post(func() { panic("boom") })
	<-i.Done()
	if err := i.Err(); err == nil || !strings.Contains(err.Error(), "boom") {
		t.Errorf("got %v", err)
	}
}

func TestPanicOfAnOperationRejects(t *testing.T) {
	i := looptest.Start(t, classes)
	err := i.Do(func() error {
		return i.VM().Set("bad", jsloop.Native(func(goja.FunctionCall) goja.Value {
			return i.Async("bad", func(context.Context) (jsloop.Settle, error) { panic("boom") })
		}))
	})
	if err != nil {
		t.Fatal(err)
	}
	if e := i.Throws(`await bad()`); e != "Error: internal error in bad" {
		t.Errorf("got %q", e)
	}
}

func TestRejectionsAreJudgedAtTheEndOfTheTurn(t *testing.T) {
	i := looptest.Start(t, classes)
	i.Run(`
		const late = Promise.reject(new Error("handled late"));
		await null; late.catch(() => {});
		(async () => { await sleep(1); throw new TypeError("nobody cares") })();
		await sleep(20)`)
	log := i.Log()
	if strings.Contains(log, "handled late") || !strings.Contains(log, "nobody cares") || !strings.Contains(log, "request_id=test") {
		t.Errorf("log: %s", log)
	}
}

func TestNothingRunsAfterTheEnd(t *testing.T) {
	i := looptest.Start(t, classes)
	i.Run(`globalThis.ran = []`)
	ev := jsloop.NewContext(t.Context(), "short")
	started := make(chan struct{})
	i.PostIn(ev, func() {
		if _, err := i.VM().RunString(`
			after(10, () => ran.push("timer")); sleep(10).then(() => ran.push("io"), () => ran.push("error"))`); err != nil {
			t.Error(err)
		}
		close(started)
	})
	<-started
	if ev.Ops() != 2 {
		t.Errorf("%d operations under way, want 2", ev.Ops())
	}
	ev.Cancel()
	time.Sleep(40 * time.Millisecond)
	if v := i.Run(`return ran.join()`); v != "" {
		t.Errorf("ran after the end of the event: %v", v)
	}
	if ev.Ops() != 0 {
		t.Errorf("%d operations still under way", ev.Ops())
	}
}

func TestIdleComesAfterTheChain(t *testing.T) {
	i := looptest.Start(t, classes)
	ev := jsloop.NewContext(t.Context(), "chain")
	var mu sync.Mutex
	idle := 0
	fired := make(chan struct{}, 9)
	ev.OnIdle(func() { mu.Lock(); idle++; mu.Unlock(); fired <- struct{}{} })
	settled := false
	i.PostIn(ev, func() {
		v, err := i.VM().RunString(`(async () => { for (let n = 0; n < 5; n++) await sleep(1); })()`)
		if err != nil {
			t.Error(err)
			return
		}
		i.Watch(v, func(goja.Value) { settled = true }, nil)
	})
	<-fired
	var known bool
	if err := i.Do(func() error { known = settled; return nil }); err != nil {
		t.Fatal(err)
	}
	if !known || idle != 1 {
		t.Errorf("idle %d times, settled %v: want once, after the handler settled", idle, known)
	}
}

func TestWatchThenables(t *testing.T) {
	i := looptest.Start(t, classes)
	for js, want := range map[string]string{
		`1`:                                 "ok 1",
		`undefined`:                         "ok undefined",
		`Promise.resolve("p")`:              "ok p",
		`Promise.reject("r")`:               "fail r",
		`sleep(1).then(() => "late")`:       "ok late",
		`({then(f) { f("thenable") }})`:     "ok thenable",
		`({get then() { throw "getter" }})`: "fail getter",
		`({then(f) { throw "in then" }})`:   "fail in then",
		`new (class P extends Promise {})(r => after(1, () => r("subclass")))`: "ok subclass",
	} {
		got := make(chan string, 1)
		i.PostIn(jsloop.NewContext(t.Context(), "w"), func() {
			v, err := i.VM().RunString("(" + js + ")")
			if err != nil {
				t.Error(js, err)
				got <- ""
				return
			}
			i.Watch(v,
				func(v goja.Value) { got <- "ok " + v.String() },
				func(v goja.Value) { got <- "fail " + v.String() })
		})
		if g := <-got; g != want {
			t.Errorf("%s: got %q, want %q", js, g, want)
		}
	}
	if strings.Contains(i.Log(), "Uncaught") {
		t.Error("a watched rejection was reported as unhandled")
	}
}

func TestTimerStops(t *testing.T) {
	i := looptest.Start(t, classes)
	v := i.Run(`
		const ran = [];
		const stop = after(5, () => ran.push("stopped")); stop(); stop();
		const self = after(1, () => { self(); ran.push("self") });
		await sleep(20);
		return ran.join()`)
	if v != "self" {
		t.Errorf("got %v", v)
	}
}

// Everybody posts, nobody loses anything and nobody races: run it with -race.
func TestHammer(t *testing.T) {
	i := looptest.Start(t, classes)
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := range 50 {
				ev := jsloop.NewContext(t.Context(), "h")
				ev.LimitCPU(time.Minute)
				ev.OnIdle(func() {})
				settled := make(chan struct{})
				i.PostIn(ev, func() {
					v, err := i.VM().RunString(`(async () => { const s = after(1, () => {}); await Promise.all([sleep(1), sleep(2)]); s() })()`)
					if err != nil {
						t.Error(err)
					}
					i.Watch(v, func(goja.Value) { close(settled) }, func(goja.Value) { t.Error("rejected"); close(settled) })
				})
				if (n+k)%7 == 0 {
					ev.Cancel()
					continue
				}
				<-settled
				_ = i.Busy()
				_ = i.Queued()
				ev.Cancel()
			}
		}()
	}
	wg.Wait()
}
