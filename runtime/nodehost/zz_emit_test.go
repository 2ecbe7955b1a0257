package nodehost

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

func TestZZEmit(t *testing.T) {
	dir := os.Getenv("EMIT_DIR")
	if dir == "" {
		t.Skip()
	}
	m := manifest.Manifest{Version: 1, Name: "demo", Syntax: manifest.Modules, Script: "worker.js"}
	if s := os.Getenv("EMIT_MANIFEST"); s != "" {
		if err := json.Unmarshal([]byte(s), &m); err != nil {
			t.Fatal(err)
		}
	}
	fs, err := Files(m, Options{Server: os.Getenv("EMIT_SERVER")})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		p := filepath.Join(dir, f.Path)
		os.MkdirAll(filepath.Dir(p), 0o755)
		os.WriteFile(p, f.Data, 0o644)
	}
}
