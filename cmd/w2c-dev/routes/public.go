package routes

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// perPublic is how many requests a public Worker is sent, on each server.
const perPublic = 60

// publicWorker is an entry of testdata/routes/public.json: where a Worker is,
// and what is known of its routes. Nothing of the Worker itself is kept.
type publicWorker struct {
	Repository string `json:"repository"`
	Commit     string `json:"commit"`
	Path       string `json:"path"`
	// Root is the folder that the Worker's imports stay in.
	Root string `json:"root,omitempty"`
	// Kind is plain for if and switch, else the library that routes.
	Kind   string `json:"kind"`
	Routes int    `json:"routes"`
	Lifted int    `json:"lifted"`
	// Why says why routes were kept.
	Why string `json:"why,omitempty"`
	// Packages are those that its imports need, as npm writes them:
	// "zod@3.23.8 cookie@0.6.0".
	Packages string `json:"packages,omitempty"`
	// Apart is the reason why its answers are not compared, where there is one.
	Apart string `json:"apart,omitempty"`
}

func (p publicWorker) name() string { return p.Repository + ":" + p.Path }

//go:embed js/stub.js
var stub []byte

// public compares public Workers, where a folder holds them:
// FOLDER/<owner>/<repository>, each at its commit.
func public(ctx context.Context, b *bench) []Outcome {
	if b.Public == "" {
		return nil
	}
	file := filepath.Join(b.Root, "testdata", "routes", "public.json")
	data, err := os.ReadFile(file)
	if err != nil {
		return []Outcome{{Name: "public Workers", Err: err}}
	}
	var listed []publicWorker
	if err := json.Unmarshal(data, &listed); err != nil {
		return []Outcome{{Name: "public Workers", Err: err}}
	}
	var list []*worker
	var errs []error
	repositories := map[string]bool{}
	plain, found, lifted, mounted, others := 0, 0, 0, 0, 0
	for i, p := range listed {
		if !strings.Contains(p.name(), b.only) {
			continue
		}
		w := &worker{name: p.name(), dir: filepath.Join(b.dir, "public", fmt.Sprint(i)), plain: p.Kind == "plain"}
		if err := p.stage(ctx, b, w.dir); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", w.name, err))
			continue
		}
		w.c = &cases.Case{Name: w.name, Dir: w.dir}
		if err := w.look(ctx); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", w.name, err))
			continue
		}
		now := p
		now.Routes, now.Lifted, now.Why = w.routes, w.lifted, w.result.Why
		if now != p && !b.Update {
			errs = append(errs, fmt.Errorf("%s: %d of %d routes lifted (%s), public.json says %d of %d (%s)", w.name, now.Lifted, now.Routes, now.Why, p.Lifted, p.Routes, p.Why))
		}
		listed[i] = now
		repositories[p.Repository] = true
		if w.plain {
			plain++
			found += w.routes
			lifted += w.lifted
		} else {
			others++
			if w.result.Form != "kept" {
				mounted++
			}
		}
		if p.Apart == "" {
			list = append(list, w)
		}
	}
	if err := ask(ctx, b, list, perPublic); err != nil {
		return []Outcome{{Name: "public Workers", Err: err}}
	}
	out := compare(ctx, b, list)
	errs = append(errs, out.errs...)
	if b.Update {
		data, err := json.MarshalIndent(listed, "", "  ")
		if err == nil {
			err = os.WriteFile(file, append(data, '\n'), 0o644)
		}
		errs = append(errs, err)
	}
	share := 0.0
	if found > 0 {
		share = 100 * float64(lifted) / float64(found)
	}
	return []Outcome{{
		Name: "public Workers",
		Said: fmt.Sprintf("%d plain Workers (%d repositories), %d of %d routes lifted (%.1f %%); %d of %d with a router mounted; %d answers compared with workerd's",
			plain, len(repositories), lifted, found, share, mounted, others, out.requests),
		Err: errors.Join(errs...),
	}}
}

// stage copies the Worker's folder to dir with a configuration of its own, and
// has it begin with a stub that makes clocks, chance and the network the same
// everywhere.
func (p publicWorker) stage(ctx context.Context, b *bench, dir string) error {
	root := path.Dir(p.Path)
	if p.Root != "" {
		root = p.Root
	} else if path.Base(root) == "src" {
		root = path.Dir(root)
	}
	source := filepath.Join(b.Public, filepath.FromSlash(p.Repository), filepath.FromSlash(root))
	entry := strings.TrimPrefix(strings.TrimPrefix(p.Path, root), "/")
	if root == "." {
		entry = p.Path
	}
	if err := copySources(source, dir); err != nil {
		return err
	}
	full := filepath.Join(dir, filepath.FromSlash(entry))
	text, err := os.ReadFile(full)
	if err != nil {
		return err
	}
	first := append([]byte(nil), stub...)
	if modulePattern.Match(text) {
		if err := write(dir, path.Join(path.Dir(entry), "w2c-stub.js"), stub); err != nil {
			return err
		}
		first = []byte("import \"./w2c-stub.js\";\n")
	}
	if err := os.WriteFile(full, append(first, text...), 0o644); err != nil {
		return err
	}
	config, err := json.MarshalIndent(p.config(entry, string(text)), "", "  ")
	if err != nil {
		return err
	}
	if err := write(dir, "wrangler.json", config); err != nil {
		return err
	}
	return p.packages(ctx, b, dir)
}

// packages gives the Worker the packages of an example that uses the same
// library, with its lock file.
func (p publicWorker) packages(ctx context.Context, b *bench, dir string) error {
	example, ok := map[string]string{"itty": "itty-api", "hono": "json-api"}[p.Kind]
	if !ok {
		return p.ownPackages(ctx, b, dir)
	}
	from := filepath.Join(b.Root, "examples", example)
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if err := write(dir, name, data); err != nil {
			return err
		}
	}
	modules, err := b.Tools.Packages(ctx, from)
	if err != nil {
		return err
	}
	return os.Symlink(modules, filepath.Join(dir, "node_modules"))
}

// ownPackages gives the Worker the packages of its entry in the list.
func (p publicWorker) ownPackages(ctx context.Context, b *bench, dir string) error {
	wanted := map[string]string{}
	for _, one := range strings.Fields(p.Packages) {
		at := strings.LastIndex(one, "@")
		wanted[one[:max(at, 0)]] = one[at+1:]
	}
	about, err := json.MarshalIndent(map[string]any{"name": "worker", "version": "1.0.0", "private": true, "type": "module", "dependencies": wanted}, "", "  ")
	if err != nil {
		return err
	}
	if err := write(dir, "package.json", append(about, '\n')); err != nil || len(wanted) == 0 {
		return err
	}
	lock, err := b.Tools.Lock(ctx, dir)
	if err != nil {
		return err
	}
	if err := write(dir, "package-lock.json", lock); err != nil {
		return err
	}
	modules, err := b.Tools.Packages(ctx, dir)
	if err != nil {
		return err
	}
	return os.Symlink(modules, filepath.Join(dir, "node_modules"))
}

var (
	modulePattern = regexp.MustCompile(`(?m)^\s*(export|import)\b`)
	kvPattern     = regexp.MustCompile(`\benv\.([A-Za-z_]\w*)\.(?:get|put|list|delete|getWithMetadata)\(`)
	namePattern   = regexp.MustCompile(`\benv\.([A-Za-z_]\w*)\b(\.\w+\()?`)
)

// config has the bindings that the text uses, as far as their kinds can be told:
// namespaces of KV, and texts. Others are missing, on workerd and in the app.
func (p publicWorker) config(entry, text string) map[string]any {
	kv := map[string]bool{}
	for _, m := range kvPattern.FindAllStringSubmatch(text, -1) {
		kv[m[1]] = true
	}
	vars := map[string]string{}
	called := map[string]bool{}
	for _, m := range namePattern.FindAllStringSubmatch(text, -1) {
		if m[2] != "" {
			called[m[1]] = true
		}
	}
	for _, m := range namePattern.FindAllStringSubmatch(text, -1) {
		if !kv[m[1]] && !called[m[1]] {
			vars[m[1]] = "value of " + m[1]
		}
	}
	namespaces := []map[string]string{}
	for name := range kv {
		namespaces = append(namespaces, map[string]string{"binding": name, "id": strings.ToLower(name)})
	}
	slices.SortFunc(namespaces, func(a, b map[string]string) int { return strings.Compare(a["binding"], b["binding"]) })
	return map[string]any{
		"name": "public", "main": entry, "compatibility_date": compatibilityDate,
		"compatibility_flags": []string{"nodejs_compat"}, "kv_namespaces": namespaces, "vars": vars,
	}
}

// copySources copies what a bundler may read.
func copySources(from, to string) error {
	return filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		base := filepath.Base(name)
		if d.IsDir() {
			if base == "node_modules" || base == ".git" || base == ".wrangler" {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		skip := strings.HasPrefix(base, "wrangler.") || strings.HasPrefix(base, ".dev.vars") || strings.HasPrefix(base, ".env") ||
			slices.Contains([]string{"package.json", "package-lock.json", "tsconfig.json"}, base)
		info, err := d.Info()
		if err != nil || skip || !info.Mode().IsRegular() || info.Size() > 2<<20 {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	})
}
