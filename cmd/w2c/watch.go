package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"time"
)

// watcher notices changes of a project by looking: every file's time and size,
// several times a second. Projects are small once node_modules is left out, and
// looking behaves the same on every system, in containers and on network disks.
type watcher struct {
	dirs []string
	last uint64
}

const watchEvery = 300 * time.Millisecond

func newWatcher(dir string) *watcher {
	return &watcher{dirs: []string{dir}, last: fingerprint(dir)}
}

// also watches the folder of another Worker.
func (w *watcher) also(dir string) {
	if !slices.Contains(w.dirs, dir) {
		w.dirs = append(w.dirs, dir)
		w.last = fingerprint(w.dirs...)
	}
}

// wait returns true at the next change, false when ctx ends. A burst of writes
// counts once: it waits until two looks agree.
func (w *watcher) wait(ctx context.Context) bool {
	t := time.NewTicker(watchEvery)
	defer t.Stop()
	changed := false
	for {
		select {
		case <-ctx.Done():
			return false
		case <-t.C:
		}
		now := fingerprint(w.dirs...)
		switch {
		case now != w.last:
			w.last, changed = now, true
		case changed:
			return true
		}
	}
}

// ignored folders change without the Worker changing.
var ignored = map[string]bool{"node_modules": true, ".git": true, ".wrangler": true, ".w2c": true}

func fingerprint(dirs ...string) uint64 {
	sum := fnv.New64a()
	for _, dir := range dirs {
		addFingerprint(sum, dir)
	}
	return sum.Sum64()
}

func addFingerprint(sum io.Writer, dir string) {
	// A file that disappears while it is looked at is a change by itself.
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if d.IsDir() {
			if ignored[d.Name()] {
				return filepath.SkipDir
			}
			return nil
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintf(sum, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
}
