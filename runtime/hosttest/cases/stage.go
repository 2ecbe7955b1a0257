package cases

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Installer gives the node_modules folder for a lock file.
type Installer interface {
	Packages(ctx context.Context, dir string) (nodeModules string, err error)
}

// Stage copies the case's project to dir, without what belongs to the proof,
// and links its npm packages when it has a lock file. wrangler leaves folders
// behind, and a project in the repository must stay as committed.
func (c *Case) Stage(ctx context.Context, dir string, packages Installer) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	proof := map[string]bool{"requests.json": true, "answers.json": true, "case.json": true, "node_modules": true, ".wrangler": true}
	entries, err := os.ReadDir(c.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if proof[e.Name()] {
			continue
		}
		if err := copyTree(filepath.Join(c.Dir, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("stage %s: %w", c.Name, err)
		}
	}
	if c.Settings.Source != "" {
		from := filepath.Join(filepath.Dir(c.Dir), c.Settings.Source, "src")
		if err := copyTree(from, filepath.Join(dir, "src")); err != nil {
			return fmt.Errorf("stage %s: %w", c.Name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(c.Dir, "package-lock.json")); err != nil {
		return nil
	}
	modules, err := packages.Packages(ctx, c.Dir)
	if err != nil {
		return err
	}
	return os.Symlink(modules, filepath.Join(dir, "node_modules"))
}

// Project is the folder of the Worker in a staged copy.
func (c *Case) Project(staged string) string { return filepath.Join(staged, c.Settings.Project) }

// Others are the folders of the other Workers in a staged copy, sorted.
func (c *Case) Others(staged string) ([]string, error) {
	if c.Settings.Project == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(staged)
	if err != nil {
		return nil, err
	}
	var dirs []string
	for _, e := range entries {
		dir := filepath.Join(staged, e.Name())
		if _, err := ConfigFile(dir); err == nil && e.IsDir() && dir != c.Project(staged) {
			dirs = append(dirs, dir)
		}
	}
	return dirs, nil
}

func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	})
}

// ConfigFile is the wrangler configuration of a project, in wrangler's order.
func ConfigFile(dir string) (string, error) {
	for _, name := range []string{"wrangler.json", "wrangler.jsonc", "wrangler.toml"} {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no wrangler configuration in " + dir)
}
