package secrets_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/secrets"
	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
)

type environ map[string]string

// opener is the environment as an Opener; it has no stores.
func (e environ) opener() store.Opener { return variables{environ: e} }

type variables struct {
	store.Opener
	environ environ
}

func (v variables) Var(name string) (string, bool) { value, ok := v.environ[name]; return value, ok }

var (
	required = manifest.Binding{Name: "API_KEY", Kind: "secrets", Config: json.RawMessage(`{"required":true}`)}
	optional = manifest.Binding{Name: "DEBUG_KEY", Kind: "secrets", Config: json.RawMessage(`{"required":false}`)}
)

func TestFromConfig(t *testing.T) {
	list, err := secrets.Kind{}.FromConfig(json.RawMessage(`{"required":["API_KEY"],"optional":["DEBUG_KEY"]}`))
	if want := []manifest.Binding{required, optional}; err != nil || !reflect.DeepEqual(list, want) {
		t.Errorf("%+v, %v, want %+v", list, err, want)
	}
	for raw, want := range map[string]manifest.ConfigError{
		`["A"]`:                 {Message: "expected an object with a list of names", Hint: `write "secrets": { "required": ["API_KEY"] }`},
		`{"required":["A", 5]}`: {Path: "required[1]", Message: "expected the name of a secret, got 5"},
		`{"required":[""]}`:     {Path: "required[0]", Message: `expected the name of a secret, got ""`},
	} {
		_, err := secrets.Kind{}.FromConfig(json.RawMessage(raw))
		var got *manifest.ConfigError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%s: %+v, want %+v", raw, got, want)
		}
	}
}

func TestAttach(t *testing.T) {
	l := jsloop.New(jsloop.Options{})
	for _, c := range []struct {
		binding manifest.Binding
		env     environ
		want    string // "" for undefined
		err     string
	}{
		{required, environ{"API_KEY": "s3cret"}, "s3cret", ""},
		{required, nil, "", "API_KEY: is not set: the Worker requires this secret"},
		{required, environ{"API_KEY": ""}, "", "API_KEY: is not set: the Worker requires this secret"},
		{optional, environ{"DEBUG_KEY": "x"}, "x", ""},
		{optional, nil, "", ""},
	} {
		v, err := secrets.Kind{}.Attach(l, c.env.opener(), c.binding)
		switch {
		case c.err != "" || err != nil:
			if err == nil || err.Error() != c.err {
				t.Errorf("%s with %v: %v, want %s", c.binding.Name, c.env, err, c.err)
			}
		case c.want == "" && v != nil, c.want != "" && (v == nil || v.String() != c.want):
			t.Errorf("%s with %v: %v, want %q", c.binding.Name, c.env, v, c.want)
		}
	}
}

func TestPart(t *testing.T) {
	for b, want := range map[*manifest.Binding]string{&required: `requiredSecret(host, "API_KEY")`, &optional: `optionalSecret(host, "DEBUG_KEY")`} {
		if p := (secrets.Kind{}).Part(*b, false); p.Env != want {
			t.Errorf("%s, want %s", p.Env, want)
		}
	}
}
