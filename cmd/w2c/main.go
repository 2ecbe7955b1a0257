// Command w2c turns a Cloudflare Worker into an ordinary container app. This
// package is only the door: flags, streams and exit codes. Everything the
// program touches of the process comes in through the world value, so that
// tests can be another world.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	// A run lasts a second: half of it would go into collecting what its end frees.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(800)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cwd, err := os.Getwd()
	if err != nil {
		cwd = "."
	}
	executable, err := os.Executable()
	if err != nil {
		executable = ""
	}
	os.Exit(run(ctx, world{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Env: os.Environ(), Dir: cwd, Executable: executable,
	}))
}
