package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path/filepath"
	"time"
)

// watcher notices changes of a project by looking: every file's time and size,
// several times a second. Projects are small once node_modules is left out, and
// looking behaves the same on every system, in containers and on network disks.
type watcher struct {
	dir  string
	last uint64
}

const watchEvery = 300 * time.Millisecond

func newWatcher(dir string) *watcher {
	return &watcher{dir: dir, last: fingerprint(dir)}
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
		now := fingerprint(w.dir)
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

func fingerprint(dir string) uint64 {
	sum := fnv.New64a()
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
	return sum.Sum64()
}
