package nodehost_test

import (
	"os"
	"path/filepath"
	"testing"
)

func TestZZEmit(t *testing.T) {
	if dir := os.Getenv("EMIT_DIR"); dir != "" {
		m := workers[os.Getenv("EMIT_WORKER")]
		if os.Getenv("EMIT_WORKER") == "" {
			m = demo
		}
		for p, d := range files(t, m, os.Getenv("EMIT_SERVER")) {
			write(t, filepath.Join(dir, p), d)
		}
	}
}
