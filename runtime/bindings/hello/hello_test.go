package hello_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/hello"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/jsloop/looptest"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
)

func TestFromConfig(t *testing.T) {
	list, err := hello.Kind{}.FromConfig(json.RawMessage(`[{"binding":"HELLO","enable_timer":true},{"binding":"PLAIN"}]`))
	if err != nil || len(list) != 2 || string(list[0].Config) != `{"enable_timer":true}` || string(list[1].Config) != `{}` {
		t.Fatalf("%+v, %v", list, err)
	}
	_, err = hello.Kind{}.FromConfig(json.RawMessage(`[{"binding":"HELLO"},{}]`))
	var wrong *manifest.ConfigError
	if !errors.As(err, &wrong) || wrong.Path != "[1].binding" || wrong.Message != "the binding needs the name it has in env" {
		t.Errorf("%v", err)
	}
}

// TestHello runs a script in two isolates of one process.
func TestHello(t *testing.T) {
	dir := t.TempDir()
	stores := drivers.New(drivers.Options{Getenv: func(name string) (string, bool) { return dir, name == "W2C_DATA_DIR" }})
	t.Cleanup(func() { _ = stores.Close() })
	attach := func(config string) *looptest.Isolate {
		return looptest.Start(t, []looptest.Func{func(l *jsloop.Loop) error {
			v, err := hello.Kind{}.Attach(l, stores, manifest.Binding{Name: "HELLO", Kind: "hello", Config: json.RawMessage(config)})
			if err != nil {
				return err
			}
			return l.VM().Set("HELLO", v)
		}})
	}
	a, b := attach(`{}`), attach(`{"enable_timer":true}`)
	if got := a.Run(`const { value, ms } = await HELLO.get(); return JSON.stringify([value, ms === undefined])`); got != `["",true]` {
		t.Errorf("at first %v", got)
	}
	a.Run(`await HELLO.set("hi there")`)
	if got := b.Run(`return JSON.stringify(await HELLO.get())`); got != `{"value":"hi there","ms":100}` {
		t.Errorf("in the other isolate %v", got)
	}
}

func TestPart(t *testing.T) {
	p := hello.Kind{}.Part(manifest.Binding{Name: "HELLO", Config: json.RawMessage(`{"enable_timer":true}`)}, false)
	if want := `await hello(host, "HELLO", { enableTimer: true, services: false })`; p.Env != want {
		t.Errorf("%s, want %s", p.Env, want)
	}
}
