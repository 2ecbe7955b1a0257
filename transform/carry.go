package transform

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/bindings"
	"github.com/w2c-dev/w2c/runtime/compat"
	"github.com/w2c-dev/w2c/transform/plan"
)

// carry finds the files of the project that bindings take along and completes
// those bindings with them.
func (c *conversion) carry() error {
	for i, b := range c.project.Bindings {
		for _, k := range bindings.Kinds {
			carrier, ok := k.(bindings.Carrier)
			if !ok || k.Name() != b.Kind {
				continue
			}
			dir, suffix := carrier.Carries(b)
			names, err := filesIn(filepath.Join(c.project.Dir, filepath.FromSlash(dir)), suffix)
			if err != nil {
				return err
			}
			if c.project.Bindings[i], err = carrier.Carry(b, names); err != nil {
				return err
			}
			for _, name := range names {
				path := dir + "/" + name
				if slices.ContainsFunc(c.carried, func(f File) bool { return f.Path == path }) {
					continue // two bindings with one folder
				}
				c.carried = append(c.carried, File{
					File: plan.File{Path: path}, Source: filepath.Join(c.project.Dir, filepath.FromSlash(path)),
				})
			}
		}
	}
	return nil
}

// date notes in the bindings what the compatibility date and flags switch on.
func (c *conversion) date() error {
	set := compat.Of(c.project.CompatibilityDate, c.project.CompatibilityFlags)
	for i, b := range c.project.Bindings {
		for _, k := range bindings.Kinds {
			dated, ok := k.(bindings.Dated)
			if !ok || k.Name() != b.Kind {
				continue
			}
			var err error
			if c.project.Bindings[i], err = dated.Dated(b, set.On); err != nil {
				return err
			}
		}
	}
	return nil
}

// filesIn lists the files of a folder, which need not be there, by their names.
func filesIn(dir, suffix string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasSuffix(e.Name(), suffix) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// carriedDirs are their folders, for the image.
func (c *conversion) carriedDirs() []string {
	var dirs []string
	for _, f := range c.carried {
		dir := filepath.ToSlash(filepath.Dir(filepath.FromSlash(f.Path)))
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return sorted(dirs)
}

// local says that state lies on this machine whatever the app was converted for.
func (c *conversion) local() bool {
	for _, b := range c.project.Bindings {
		for _, k := range bindings.Kinds {
			if _, ok := k.(bindings.Local); ok && k.Name() == b.Kind {
				return true
			}
		}
	}
	return false
}
