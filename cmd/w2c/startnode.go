package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/plan"
)

// minNode is the oldest Node that runs what convert writes: it takes erasable
// TypeScript as it is and has node:sqlite.
const minNode = 24

const nodeHint = "install Node 24 or newer from https://nodejs.org, or convert with --server goja, which needs none"

// findNode returns the node command after checking its version.
func (w world) findNode(ctx context.Context) (string, error) {
	path, err := exec.LookPath("node")
	if err != nil {
		return "", &transform.MissingError{Message: fmt.Sprintf("this app runs on Node %d or newer, and there is no node command", minNode), Hint: nodeHint}
	}
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask node for its version: %w", err)
	}
	text := strings.TrimSpace(string(out))
	major, _, _ := strings.Cut(strings.TrimPrefix(text, "v"), ".")
	if n, err := strconv.Atoi(major); err != nil || n < minNode {
		return "", &transform.MissingError{Message: fmt.Sprintf("this app runs on Node %d or newer; the node command is %s", minNode, text), Hint: nodeHint}
	}
	return path, nil
}

// startNode runs a converted Node app from its sources. keep says that dir is
// the user's and gets dependencies of its own; a temporary app borrows them.
//
// An app that keeps the Worker's source is built first, as npm start does.
func (w world) startNode(ctx context.Context, dir string, p plan.Plan, env []string, keep bool) error {
	node, err := w.findNode(ctx)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		if keep {
			err = w.npmCI(ctx, dir, env)
		} else {
			err = w.borrow(ctx, dir, env)
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
	}
	if p.Source == nil || p.Source.Form != "kept" {
		return w.foreground(ctx, dir, env, node, "src/server.ts")
	}
	if err := w.foreground(ctx, dir, env, node, "build.mjs"); err != nil || ctx.Err() != nil {
		return err
	}
	return w.foreground(ctx, dir, env, node, "dist/server.mjs")
}

// borrow links node_modules that are kept by the digest of the lock file, so
// that the second serve of any app with the same dependencies needs neither npm
// nor a network.
func (w world) borrow(ctx context.Context, dir string, env []string) error {
	lock, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return fmt.Errorf("read lock file: %w", err)
	}
	sum := sha256.Sum256(lock)
	kept := filepath.Join(w.hosts().Cache, "node-"+hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(filepath.Join(kept, "node_modules")); err != nil {
		if err := w.fill(ctx, dir, kept, env); err != nil {
			return err
		}
	}
	if err := os.Symlink(filepath.Join(kept, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		return fmt.Errorf("link dependencies: %w", err)
	}
	return nil
}

// fill installs the dependencies of the app in dir into kept.
func (w world) fill(ctx context.Context, dir, kept string, env []string) error {
	if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(kept), "node-")
	if err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("read dependencies: %w", err)
		}
		if err := os.WriteFile(filepath.Join(tmp, name), data, 0o644); err != nil {
			return fmt.Errorf("write dependencies: %w", err)
		}
	}
	// Running from source needs no build tools.
	if err := w.npmCI(ctx, tmp, env, "--omit=dev"); err != nil {
		return err
	}
	if err := os.Rename(tmp, kept); err != nil {
		if _, there := os.Stat(filepath.Join(kept, "node_modules")); there != nil {
			return fmt.Errorf("keep dependencies: %w", err)
		}
	}
	return nil
}

func (w world) npmCI(ctx context.Context, dir string, env []string, args ...string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return &transform.MissingError{Message: "the app's dependencies must be installed once, and there is no npm command", Hint: nodeHint}
	}
	fmt.Fprintln(w.Stderr, "installing the app's dependencies, once …")
	cmd := exec.CommandContext(ctx, npm, append([]string{"ci", "--no-audit", "--no-fund"}, args...)...)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		return &transform.MissingError{
			Message: fmt.Sprintf("npm ci failed: %v\n%s", err, strings.TrimSpace(string(out))),
			Hint:    "check that the npm registry can be reached, then run the command again",
		}
	}
	return nil
}

// foreground runs a program until it ends or ctx does; then it is asked to
// drain, as a container would be.
func (w world) foreground(ctx context.Context, dir string, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	cmd.Stdout, cmd.Stderr = w.Stdout, w.Stderr
	ownGroup(cmd)
	cmd.Cancel = func() error { return askToStop(cmd.Process) }
	cmd.WaitDelay = 30 * time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return &exitError{exit.ExitCode()}
	case err != nil:
		return fmt.Errorf("run %s: %w", filepath.Base(name), err)
	}
	return nil
}
