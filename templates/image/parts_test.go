package image

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// part is the value of an environment variable that names a program the test
// needs. `w2c-dev test` sets it; there a missing part is a failure, never a skip.
func part(t *testing.T, variable string) string {
	t.Helper()
	v := os.Getenv(variable)
	if v == "" {
		if os.Getenv("CI") != "" || os.Getenv("W2C_TEST_ALL") != "" {
			t.Fatalf("%s is not set: run the tests by `go run ./cmd/w2c-dev test`", variable)
		}
		t.Skipf("%s is not set: `go run ./cmd/w2c-dev test` installs it", variable)
	}
	return v
}

// startBuildkitd runs a buildkitd of its own, as root, and returns its address.
func startBuildkitd(t *testing.T, program, runc string) string {
	t.Helper()
	state := t.TempDir()
	socket := filepath.Join(state, "buildkitd.sock")
	config := filepath.Join(state, "buildkitd.toml")
	text := `root = "` + filepath.Join(state, "root") + `"
[grpc]
  address = [ "unix://` + socket + `" ]
[worker.oci]
  enabled = true
  binary = "` + runc + `"
  gc = false
[worker.containerd]
  enabled = false
[cdi]
  disabled = true
`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(state, "log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	cmd := exec.Command(program, "--config", config)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		select {
		case <-exited:
		case <-time.After(20 * time.Second):
			_ = cmd.Process.Kill()
			<-exited
		}
	})
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		said, _ := os.ReadFile(log.Name())
		if strings.Contains(string(said), "running server") {
			return "unix://" + socket
		}
		select {
		case <-exited:
			t.Fatalf("buildkitd ended:\n%s", said)
		default:
		}
	}
	said, _ := os.ReadFile(log.Name())
	t.Fatalf("buildkitd is not ready after a minute:\n%s", said)
	return ""
}
