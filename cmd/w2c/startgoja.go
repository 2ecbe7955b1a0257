package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/w2c-dev/w2c/runtime/gojahost"
)

// startGoja serves a converted goja app: by the w2c-host that lies in it, as a
// container would, or in this process when there is none for this machine.
func (w world) startGoja(ctx context.Context, dir string, env []string) error {
	host := filepath.Join(dir, "w2c-host")
	if _, err := os.Stat(host); err == nil && runtime.GOOS == "linux" {
		return w.foreground(ctx, dir, env, host, "--dir", dir)
	}
	// The door's environment is the app's and not this process's.
	inside := w
	inside.Env = env
	signals := make(chan os.Signal, 1)
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-ctx.Done():
			signals <- syscall.SIGTERM
		case <-done:
		}
	}()
	code := gojahost.Main(context.WithoutCancel(ctx), gojahost.Door{
		Args: []string{"--dir", dir}, Getenv: inside.getenv,
		Stdout: w.Stdout, Stderr: w.Stderr, Signals: signals,
	})
	if code != exitDone {
		return &exitError{code}
	}
	return nil
}

// dataDir makes the folder that keeps state between runs of serve, with a
// note to git that it is nobody's source.
func dataDir(project string) string {
	dir := filepath.Join(project, ".w2c")
	ignore := filepath.Join(dir, ".gitignore")
	if _, err := os.Stat(ignore); err != nil && os.MkdirAll(dir, 0o755) == nil {
		// Without the file git only shows more than it should.
		_ = os.WriteFile(ignore, []byte("*\n"), 0o644)
	}
	return filepath.Join(dir, "data")
}
