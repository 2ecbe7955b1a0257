package gojahost

import (
	"testing"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

// What is named after a binding of another Worker is that Worker's alone.
func TestEnvOf(t *testing.T) {
	process := map[string]string{
		"TOKEN": "main's", "MY_API__TOKEN": "api's", "W2C_VAR_HOST": "main's", "REDIS_URL": "redis://r", "KV_ITEMS_URL": "main's",
		"MY_API__D1_DB_URL": "api's", "OTHER": "everybody's",
	}
	getenv := envOf(manifest.Manifest{Name: "my-api", Bindings: []manifest.Binding{
		{Name: "TOKEN", Kind: "secrets"}, {Name: "HOST", Kind: "vars"}, {Name: "items", Kind: "kv"}, {Name: "DB", Kind: "d1"}, {Kind: "cron"},
	}}, func(name string) (string, bool) {
		v, ok := process[name]
		return v, ok
	})
	for name, want := range map[string]string{
		"TOKEN": "api's", "W2C_VAR_HOST": "", "HOST": "", "REDIS_URL": "redis://r", "KV_ITEMS_URL": "", "D1_DB_URL": "api's", "OTHER": "everybody's",
	} {
		if got, _ := getenv(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
