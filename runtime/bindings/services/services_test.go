package services_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/services"
	"github.com/w2c-dev/w2c/runtime/manifest"
)

func TestFromConfig(t *testing.T) {
	list, err := services.Kind{}.FromConfig(json.RawMessage(`[
		{"binding": "API", "service": "api", "remote": true},
		{"binding": "ADMIN", "service": "api", "entrypoint": "Admin", "props": {"role": "x"}}
	]`))
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for i, want := range []string{`{"service":"api"}`, `{"service":"api","entrypoint":"Admin","props":{"role":"x"}}`} {
		if got := string(list[i].Config); got != want || list[i].Kind != "services" {
			t.Errorf("binding %d: %s %s, want %s", i, list[i].Kind, got, want)
		}
	}
	if target, ok, err := services.Of(list[1]); !ok || err != nil || target.Entrypoint != "Admin" {
		t.Errorf("read back: %+v %v %v", target, ok, err)
	}
	if _, ok, err := services.Of(manifest.Binding{Kind: "kv"}); ok || err != nil {
		t.Errorf("another kind: %v %v", ok, err)
	}
}

func TestFromConfigRefuses(t *testing.T) {
	for _, c := range []struct{ config, path, message string }{
		{`[{"service": "api", "binding": ""}]`, "[0].binding", "a service binding needs the name it has in env"},
		{`[{"service": "api"}]`, "[0].binding", "a service binding needs the name it has in env"},
		{`[{"binding": "A", "service": "a"}, {"binding": "B"}]`, "[1].service", "a service binding needs the name of the other Worker"},
		{`[{"binding": "A", "service": "a", "environment": "staging"}]`, "[0].environment", "service environments are over"},
	} {
		_, err := services.Kind{}.FromConfig(json.RawMessage(c.config))
		var wrong *manifest.ConfigError
		if !errors.As(err, &wrong) || wrong.Path != c.path || wrong.Message != c.message {
			t.Errorf("%s: %v", c.config, err)
		}
	}
}
