package vars_test

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/vars"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/jsloop/looptest"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

// environ is an environment.
type environ map[string]string

// opener is the environment as an Opener; it has no stores.
func (e environ) opener() store.Opener { return variables{environ: e} }

type variables struct {
	store.Opener
	environ environ
}

func (v variables) Var(name string) (string, bool) { value, ok := v.environ[name]; return value, ok }

const config = `{"TEXT":"t","OBJECT":{"b":1,"a":[null,1.5,"é"],"__proto__":{"x":1}},"NUMBER":5,"TRUE":true,"NULL":null,"HOSTNAME":"from the config","LOG_LEVEL":"warn"}`

func bindings(t *testing.T) []manifest.Binding {
	t.Helper()
	list, err := vars.Kind{}.FromConfig(json.RawMessage(config))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestFromConfig(t *testing.T) {
	var names []string
	for _, b := range bindings(t) {
		names = append(names, b.Name)
	}
	if got := strings.Join(names, ","); got != "TEXT,OBJECT,NUMBER,TRUE,NULL,HOSTNAME,LOG_LEVEL" {
		t.Errorf("order %s", got)
	}
	_, err := vars.Kind{}.FromConfig(json.RawMessage(`["A"]`))
	var wrong *manifest.ConfigError
	if !errors.As(err, &wrong) || wrong.Message != "expected an object of names and values" {
		t.Errorf("a list: %v", err)
	}
}

// env is what a script sees of env, as JSON.
func env(t *testing.T, e environ) (string, error) {
	t.Helper()
	var failed error
	i := looptest.Start(t, []looptest.Func{func(l *jsloop.Loop) error {
		o := l.VM().NewObject()
		for _, b := range bindings(t) {
			v, err := vars.Kind{}.Attach(l, e.opener(), b)
			if err != nil {
				failed = err
				return nil
			}
			if err := o.Set(b.Name, v); err != nil {
				return err
			}
		}
		return l.VM().Set("env", o)
	}})
	if failed != nil {
		return "", failed
	}
	return i.Run(`return JSON.stringify(env)`).(string), nil
}

func TestAttach(t *testing.T) {
	for name, c := range map[string]struct {
		env  environ
		want string
	}{
		"as configured": {nil, config},
		"text":          {environ{"TEXT": "other", "NUMBER": "6"}, `{"TEXT":"other","OBJECT":{"b":1,"a":[null,1.5,"é"],"__proto__":{"x":1}},"NUMBER":6,"TRUE":true,"NULL":null,"HOSTNAME":"from the config","LOG_LEVEL":"warn"}`},
		"empty text":    {environ{"TEXT": "", "OBJECT": "[]"}, `{"TEXT":"","OBJECT":[],"NUMBER":5,"TRUE":true,"NULL":null,"HOSTNAME":"from the config","LOG_LEVEL":"warn"}`},
		"reserved":      {environ{"HOSTNAME": "0f3a", "LOG_LEVEL": "debug"}, config},
		"by prefix": {environ{"HOSTNAME": "0f3a", "W2C_VAR_HOSTNAME": "mine", "W2C_VAR_TEXT": "wins", "TEXT": "loses"},
			`{"TEXT":"wins","OBJECT":{"b":1,"a":[null,1.5,"é"],"__proto__":{"x":1}},"NUMBER":5,"TRUE":true,"NULL":null,"HOSTNAME":"mine","LOG_LEVEL":"warn"}`},
	} {
		got, err := env(t, c.env)
		if err != nil || got != c.want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, c.want)
		}
	}
}

func TestBadJSON(t *testing.T) {
	_, err := env(t, environ{"OBJECT": "{"})
	if want := "OBJECT: is not JSON, and the variable OBJECT of the Worker is a JSON value"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestPart(t *testing.T) {
	want := []string{`textVar(host, "TEXT", "t")`, `jsonVar(host, "OBJECT", JSON.parse("{\"b\":1,\"a\":[null,1.5,\"é\"],\"__proto__\":{\"x\":1}}"))`, `jsonVar(host, "NUMBER", 5)`}
	for i, b := range bindings(t)[:3] {
		if p := (vars.Kind{}).Part(b, false); p.Env != want[i] {
			t.Errorf("%s, want %s", p.Env, want[i])
		}
	}
}

// A value reads in the output as it does in the configuration.
func TestPartIsPlain(t *testing.T) {
	for text, want := range map[string]string{
		`a=1&b=<2>`:      `textVar(host, "V", "a=1&b=<2>")`,
		`\u0026 and \\&`: `textVar(host, "V", "\\u0026 and \\\\&")`,
		"\\":             `textVar(host, "V", "\\")`,
	} {
		value, err := json.Marshal(map[string]string{"value": text})
		if err != nil {
			t.Fatal(err)
		}
		if p := (vars.Kind{}).Part(manifest.Binding{Name: "V", Config: value}, false); p.Env != want {
			t.Errorf("%s, want %s", p.Env, want)
		}
	}
}

// TestReservedNames: both halves keep the same list.
func TestReservedNames(t *testing.T) {
	b, err := os.ReadFile("vars.ts")
	if err != nil {
		t.Fatal(err)
	}
	list, _, _ := strings.Cut(string(b), `.split(" ")`)
	names := strings.Fields(strings.Join(regexp.MustCompile(`"[A-Z_ ]+"`).FindAllString(list, -1), " "))
	for i := range names {
		names[i] = strings.Trim(names[i], `"`)
	}
	names = strings.Fields(strings.Join(names, " "))
	for _, n := range names {
		if !vars.Reserved(n) {
			t.Errorf("vars.ts reserves %s, vars.go does not", n)
		}
	}
	sort.Strings(names)
	for _, n := range []string{"PATH", "HOSTNAME", "PORT", "REDIS_URL", "LOG_LEVEL", "_", "YARN_VERSION"} {
		if i := sort.SearchStrings(names, n); i == len(names) || names[i] != n {
			t.Errorf("vars.ts does not reserve %s: %q", n, names)
		}
	}
	if len(names) != vars.ReservedCount {
		t.Errorf("vars.ts reserves %d names, vars.go %d", len(names), vars.ReservedCount)
	}
	if vars.Variable("TEXT") != "TEXT" || vars.Variable("PORT") != "W2C_VAR_PORT" || vars.Variable("W2C_X") != "W2C_VAR_W2C_X" {
		t.Error("the names of the variables are wrong")
	}
}
