package tools

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// Packages installs the npm packages that the lock file in dir names and
// returns the node_modules folder. Projects that need the same packages share
// one folder, whatever they are called.
func (t *Tools) Packages(ctx context.Context, dir string) (string, error) {
	files, err := anonymous(dir)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	h.Write(files["package.json"])
	h.Write(files["package-lock.json"])
	final := filepath.Join(t.Dir, "npm-"+hex.EncodeToString(h.Sum(nil))[:16])
	done := filepath.Join(final, "node_modules")
	defer t.lock(final)()
	if _, err := os.Stat(done); err == nil {
		return done, nil
	}
	fmt.Fprintf(t.Log, "npm ci for %s\n", dir)
	err = t.build(final, func(tmp string) error {
		for name, data := range files {
			if err := os.WriteFile(filepath.Join(tmp, name), data, 0o644); err != nil {
				return err
			}
		}
		if err := t.npm(ctx, tmp, "ci", "--ignore-scripts", "--no-audit", "--no-fund"); err != nil {
			return err
		}
		// A project without dependencies gets no folder from npm.
		return os.MkdirAll(filepath.Join(tmp, "node_modules"), 0o755)
	})
	return done, err
}

// NPMRun runs a script of dir's package.json.
func (t *Tools) NPMRun(ctx context.Context, dir, script string) error {
	return t.npm(ctx, dir, "run", "--silent", script)
}

func (t *Tools) npm(ctx context.Context, dir string, args ...string) error {
	node, err := t.Node(ctx)
	if err != nil {
		return err
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errors.New("need npm on the PATH: apt-get install npm")
	}
	path := "PATH=" + filepath.Dir(node) + string(os.PathListSeparator) + os.Getenv("PATH")
	return t.run(ctx, dir, []string{path}, npm, args...)
}

// anonymous reads package.json and its lock file and drops what does not decide
// the packages: the project's own name, version and scripts.
func anonymous(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	pkg, err := readObject(filepath.Join(dir, "package.json"))
	if err != nil {
		return nil, err
	}
	for key := range pkg {
		switch key {
		case "dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "overrides":
		default:
			delete(pkg, key)
		}
	}
	pkg["private"] = json.RawMessage("true")
	lock, err := readObject(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return nil, err
	}
	delete(lock, "name")
	delete(lock, "version")
	packages := map[string]map[string]json.RawMessage{}
	if err := json.Unmarshal(lock["packages"], &packages); err != nil {
		return nil, fmt.Errorf("%s: packages: %w", dir, err)
	}
	for _, key := range []string{"name", "version", "license", "engines"} {
		delete(packages[""], key)
	}
	if lock["packages"], err = json.Marshal(packages); err != nil {
		return nil, err
	}
	for name, v := range map[string]any{"package.json": pkg, "package-lock.json": lock} {
		if files[name], err = json.MarshalIndent(v, "", "  "); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func readObject(path string) (map[string]json.RawMessage, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	object := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &object); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return object, nil
}

// Lock is the lock file that npm makes for dir's package.json, starting from
// the one that is there: what it pins stays pinned. Hosts of registries are
// left out, so that it works with any.
func (t *Tools) Lock(ctx context.Context, dir string) ([]byte, error) {
	tmp, err := os.MkdirTemp(t.Dir, "lock-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if name == "package-lock.json" && errors.Is(err, fs.ErrNotExist) {
			continue // the first one
		}
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(tmp, name), data, 0o644); err != nil {
			return nil, err
		}
	}
	if err := t.npm(ctx, tmp, "install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(tmp, "package-lock.json"))
}
