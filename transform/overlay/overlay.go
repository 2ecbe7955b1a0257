// Package overlay makes the goja host faster than its dependencies are: it edits
// a few places of their source while the host is built. Nothing is vendored: a
// plain `go build` gives a host with the same answers that is slower, and loses an
// isolate where a script would be told that it asks for too much. (The go command's -overlay flag refuses to replace files of
// the module cache, so the build sees the edited modules in a folder of its own
// module, which exists only in the overlay, and in a go.mod that names it.)
//
// An edit is a text file in the folder edits. It begins with what it is for and
// what it gained, measured; then it says what to replace:
//
//	== module github.com/dop251/goja
//	== file vm.go
//	== replace
//	the lines as they are, once in the file
//	== with
//	the lines as they shall be
//	== add new_file.go
//	a file of the module that is all ours
//
// A module with assembly cannot be edited: the assembler wants its folder to be
// there.
//
// An edit that does not fit its module any more fails the build of those who
// asked for the overlay, so that a new version of a module is noticed.
package overlay

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed edits
var edits embed.FS

//go:embed profile
var profiles embed.FS

// Edit is one file of the folder edits.
type Edit struct {
	Name    string // the file's name without its ending
	Why     string
	Changes []Change
}

// Change is one place of a module that an edit touches.
type Change struct {
	Module, File string
	// Old and New are whole lines; Old is empty for a new file.
	Old, New string
}

// Edits reads all edits, in the order of their names.
func Edits() ([]Edit, error) {
	var all []Edit
	err := fs.WalkDir(edits, "edits", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := edits.ReadFile(path)
		if err != nil {
			return err
		}
		e, err := parse(string(text))
		if err != nil {
			return fmt.Errorf("overlay edit %s: %w", d.Name(), err)
		}
		e.Name = strings.TrimSuffix(d.Name(), ".edit")
		all = append(all, e)
		return nil
	})
	return all, err
}

func parse(text string) (Edit, error) {
	var e Edit
	var module, file, old string
	sections := strings.Split("\n"+text, "\n== ")
	e.Why = strings.TrimSpace(sections[0])
	replacing := false
	for _, s := range sections[1:] {
		head, body, _ := strings.Cut(s, "\n")
		body += "\n"
		word, argument, _ := strings.Cut(head, " ")
		if replacing != (word == "with") {
			return e, fmt.Errorf("%q stands in the wrong place", "== "+head)
		}
		replacing = false
		switch word {
		case "module":
			module, file = argument, ""
		case "file":
			file = argument
		case "replace":
			old, replacing = body, true
		case "with":
			e.Changes = append(e.Changes, Change{module, file, old, strings.TrimPrefix(body, "\n")})
		case "add":
			e.Changes = append(e.Changes, Change{module, argument, "", body})
		default:
			return e, fmt.Errorf("what is %q?", "== "+head)
		}
	}
	if replacing || len(e.Changes) == 0 || e.Why == "" {
		return e, errors.New("a reason, and something to replace and with what, are needed")
	}
	return e, nil
}

// Overlay is what the go command's flags need: a go.mod that takes the edited
// modules from folders which do not exist, and where their files really are.
type Overlay struct {
	Replace map[string]string // module → folder, relative to the module that is built
	Files   map[string]string // path as the build sees it, relative too → path on disk
}

// folder is where the build sees the edited modules. The path is the same on
// every machine, for it ends up in the host.
const folder = ".w2c-edited"

// Write puts the changed files into dir and says where the build finds all files
// of the modules: those, and the others where they are.
func Write(dir string, all []Edit, source func(module string) (string, error)) (Overlay, error) {
	o := Overlay{map[string]string{}, map[string]string{}}
	for _, e := range all {
		for _, c := range e.Changes {
			if o.Replace[c.Module] == "" {
				from, err := source(c.Module)
				if err != nil {
					return o, fmt.Errorf("overlay edit %s: %w", e.Name, err)
				}
				o.Replace[c.Module] = filepath.Join(folder, filepath.FromSlash(c.Module))
				if err := o.list(o.Replace[c.Module], from); err != nil {
					return o, fmt.Errorf("list %s: %w", c.Module, err)
				}
			}
			if err := o.apply(dir, filepath.Join(o.Replace[c.Module], filepath.FromSlash(c.File)), c); err != nil {
				return o, fmt.Errorf("overlay edit %s: %s of %s: %w", e.Name, c.File, c.Module, err)
			}
		}
	}
	return o, nil
}

func (o Overlay) list(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".s" {
			return fmt.Errorf("%s has assembly, which the go command does not build from an overlay", path)
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git"):
			return filepath.SkipDir
		case d.IsDir() || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		o.Files[filepath.Join(to, rel)] = path
		return nil
	})
}

func (o Overlay) apply(dir, path string, c Change) error {
	now, exists := o.Files[path]
	text := c.New
	if c.Old == "" {
		if exists {
			return errors.New("there is such a file")
		}
	} else {
		old, err := os.ReadFile(now)
		if err != nil {
			return err
		}
		if n := strings.Count(string(old), c.Old); n != 1 {
			return fmt.Errorf("the text to replace is there %d times:\n%s", n, c.Old)
		}
		text = strings.Replace(string(old), c.Old, c.New, 1)
	}
	if filepath.Dir(now) != dir {
		now = filepath.Join(dir, strings.ReplaceAll(path, string(filepath.Separator), "_"))
		o.Files[path] = now
	}
	return os.WriteFile(now, []byte(text), 0o644)
}

// profile is the flags that tell the compiler which calls are hot (RATIONALE.md).
// Only the engine and the host's own packages are compiled with it, which a build
// with edits compiles anyway; the go command's -pgo would compile everything. The go
// command does not look into the file, so its name changes with what is in it.
func profile() ([]string, error) {
	files, err := profiles.ReadDir("profile")
	if err != nil {
		return nil, err
	}
	if len(files) != 1 {
		return nil, fmt.Errorf("the folder profile holds %d files, not one", len(files))
	}
	// Below the folder in which the go command runs, the same on every machine.
	flag := "=-pgoprofile=transform/overlay/profile/" + files[0].Name()
	var flags []string
	for _, packages := range []string{"github.com/dop251/goja/...", "github.com/w2c-dev/w2c/runtime/..."} {
		flags = append(flags, "-gcflags="+packages+flag)
	}
	return flags, nil
}

// Build makes the overlay of all edits in dir for a build of the module at
// source, with the environment the build will have, and returns the flags the go
// command needs, which must run in source. dir must outlive the build.
func Build(ctx context.Context, dir, source string, env []string) ([]string, error) {
	all, err := Edits()
	if err != nil {
		return nil, err
	}
	dirs := map[string]string{}
	for _, e := range all {
		for _, c := range e.Changes {
			dirs[c.Module] = ""
		}
	}
	modules := slices.Sorted(maps.Keys(dirs))
	list := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, "go", append(args, modules...)...)
		cmd.Dir, cmd.Env = source, env
		out, err := cmd.Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w\n%s", err, bytes.TrimSpace(exit.Stderr))
		}
		return out, err
	}
	if _, err := list("mod", "download"); err != nil {
		return nil, fmt.Errorf("download the modules to edit: %w", err)
	}
	out, err := list("list", "-m", "-f", "{{.Path}}\t{{.Dir}}")
	if err != nil {
		return nil, fmt.Errorf("find the modules to edit: %w", err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n") {
		module, root, _ := strings.Cut(line, "\t")
		dirs[module] = root
	}
	o, err := Write(dir, all, func(module string) (string, error) {
		if dirs[module] == "" {
			return "", errors.New("module " + module + " is not downloaded")
		}
		return dirs[module], nil
	})
	if err != nil {
		return nil, err
	}
	short, err := scripts(dir, source)
	if err != nil {
		return nil, err
	}
	maps.Copy(o.Files, short)
	flags, err := o.flags(dir, source)
	if err != nil {
		return nil, err
	}
	hot, err := profile()
	return append(flags, hot...), err
}

// flags writes a go.mod and an overlay.json that lead to the edited modules.
func (o Overlay) flags(dir, source string) ([]string, error) {
	source, err := filepath.Abs(source)
	if err != nil {
		return nil, err
	}
	mod, err := os.ReadFile(filepath.Join(source, "go.mod"))
	if err != nil {
		return nil, err
	}
	sum, err := os.ReadFile(filepath.Join(source, "go.sum"))
	if err != nil {
		return nil, err
	}
	mod = append(mod, '\n')
	for _, module := range slices.Sorted(maps.Keys(o.Replace)) {
		mod = fmt.Appendf(mod, "replace %s => ./%s\n", module, filepath.ToSlash(o.Replace[module]))
	}
	files := map[string]string{}
	for path, at := range o.Files {
		files[filepath.Join(source, path)] = at
	}
	list, err := json.Marshal(map[string]any{"Replace": files})
	if err != nil {
		return nil, err
	}
	for name, data := range map[string][]byte{"edited.mod": mod, "edited.sum": sum, "overlay.json": list} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return nil, err
		}
	}
	return []string{"-modfile=" + filepath.Join(dir, "edited.mod"), "-overlay=" + filepath.Join(dir, "overlay.json")}, nil
}
