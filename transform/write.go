package transform

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"syscall"

	"github.com/w2c-dev/w2c/transform/plan"
)

// OutputError says why an output folder cannot be used. Hint is the way out.
type OutputError struct{ Message, Hint string }

func (e *OutputError) Error() string { return e.Message }

// Writer writes an output folder so that it is there wholly or not at all.
type Writer struct {
	// Force overwrites files that were edited since w2c wrote them. A folder
	// that w2c did not write is refused all the same.
	Force bool
	// Wrap, when set, stands between the writer and each file; tests use it to
	// let a disk run full.
	Wrap func(io.Writer) io.Writer
}

// Write puts a conversion into dir. It writes a folder beside it and renames,
// so a disk that runs full or a signal leaves what was there before. Replacing
// an earlier conversion keeps every file that w2c did not write: .env files,
// node_modules, the data of a local run.
func (w Writer) Write(dir string, r Result) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	old, err := w.check(dir, r.Files)
	if err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	tmp, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".w2c-")
	if err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	if err := w.fill(tmp, r); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	if old == nil {
		// An empty folder may be there; rename replaces it on every Unix, but not
		// elsewhere.
		if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("write output: %w", err)
		}
		return wrap("write output", os.Rename(tmp, dir))
	}
	return wrap("replace output", swap(dir, tmp, old))
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// check decides whether dir may be written, and returns what an earlier
// conversion wrote there; nil when there is nothing to replace.
func (w Writer) check(dir string, files []File) (old map[string]string, err error) {
	st, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, syscall.ENOTDIR):
		return nil, &OutputError{fmt.Sprintf("%s cannot be made: a part of its path is a file, not a folder", filepath.Base(dir)), "name another folder with --out"}
	case err != nil:
		return nil, fmt.Errorf("open output: %w", err)
	case !st.IsDir():
		return nil, &OutputError{fmt.Sprintf("%s is a file, not a folder", filepath.Base(dir)), "name another folder with --out"}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open output: %w", err)
	}
	if len(entries) == 0 {
		return nil, nil
	}
	f, err := os.Open(filepath.Join(dir, plan.FileName))
	if err != nil {
		return nil, &OutputError{
			fmt.Sprintf("%s exists, and w2c did not write it: it has no %s", filepath.Base(dir), plan.FileName),
			"name another folder with --out",
		}
	}
	defer f.Close()
	p, err := plan.Decode(f)
	if err != nil {
		return nil, &OutputError{
			fmt.Sprintf("%s exists, and its %s cannot be read: %v", filepath.Base(dir), plan.FileName, err),
			"name another folder with --out",
		}
	}
	old = map[string]string{}
	for _, f := range p.Written {
		old[f.Path] = f.SHA256
	}
	if w.Force {
		return old, nil
	}
	edited := changed(dir, old)
	for _, f := range files {
		if _, ours := old[f.Path]; ours {
			continue
		}
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.Path))); err == nil {
			edited = append(edited, f.Path)
		}
	}
	if len(edited) > 0 {
		return nil, &OutputError{
			fmt.Sprintf("%s has files that were edited since w2c wrote them: %s", filepath.Base(dir), enumerate(edited, 5)),
			"name another folder with --out and compare, or overwrite them with --force",
		}
	}
	return old, nil
}

// changed lists the files of an earlier conversion that are no longer what was
// written. One that was deleted is not an edit worth keeping.
func changed(dir string, old map[string]string) []string {
	var out []string
	for name, sum := range old {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			continue
		}
		h := sha256.New()
		_, err = io.Copy(h, f)
		_ = f.Close()
		if err == nil && hex.EncodeToString(h.Sum(nil)) != sum {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

func enumerate(list []string, limit int) string {
	if len(list) > limit {
		return strings.Join(list[:limit], ", ") + fmt.Sprintf(" and %d more", len(list)-limit)
	}
	return strings.Join(list, ", ")
}

// fill writes every file below dir, the plan last.
func (w Writer) fill(dir string, r Result) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	p := r.Plan
	p.Written = nil
	for _, f := range r.Files {
		sum, err := w.file(root, f)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		p.Written = append(p.Written, plan.Written{Path: f.Path, SHA256: sum})
	}
	text, err := p.Encode()
	if err != nil {
		return err
	}
	_, err = w.file(root, File{File: plan.File{Path: plan.FileName, Data: text}})
	return err
}

// file writes one file and returns its digest.
func (w Writer) file(root *os.Root, f File) (sum string, err error) {
	name := filepath.FromSlash(f.Path)
	if !filepath.IsLocal(name) || f.Path != path.Clean(f.Path) {
		return "", errors.New("the name leads out of the output folder")
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return "", err
	}
	mode := os.FileMode(0o644)
	if f.Executable {
		mode = 0o755
	}
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return "", err
	}
	// Close reports what a network file system or a full disk swallowed before.
	defer func() {
		if cerr := out.Close(); err == nil {
			err = cerr
		}
	}()
	in := io.Reader(bytes.NewReader(f.Data))
	if f.Source != "" {
		src, err := os.Open(f.Source)
		if err != nil {
			return "", err
		}
		defer src.Close()
		in = src
	}
	var to io.Writer = out
	if w.Wrap != nil {
		to = w.Wrap(out)
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, h), in); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// swap puts tmp in dir's place and carries over what w2c did not write. If the
// second rename fails the first is undone.
func swap(dir, tmp string, old map[string]string) error {
	backup := tmp + ".old"
	if err := os.Rename(dir, backup); err != nil {
		return err
	}
	if err := os.Rename(tmp, dir); err != nil {
		if back := os.Rename(backup, dir); back != nil {
			return fmt.Errorf("%w; what was there before is now in %s", err, backup)
		}
		return err
	}
	if err := carry(backup, dir, old); err != nil {
		return fmt.Errorf("%w; what was there before is in %s", err, backup)
	}
	return os.RemoveAll(backup)
}

// carry moves everything in from that is not in old to the same name in to. A
// folder without any file of ours moves whole.
func carry(from, to string, old map[string]string) error {
	ours := map[string]bool{plan.FileName: true}
	for name := range old {
		for n := name; n != "."; n = path.Dir(n) {
			ours[n] = true
		}
	}
	var walk func(rel string) error
	walk = func(rel string) error {
		entries, err := os.ReadDir(filepath.Join(from, filepath.FromSlash(rel)))
		if err != nil {
			return err
		}
		for _, e := range entries {
			name := path.Join(rel, e.Name())
			target := filepath.Join(to, filepath.FromSlash(name))
			_, taken := os.Lstat(target)
			switch {
			case e.IsDir() && (ours[name] || taken == nil):
				if err := walk(name); err != nil {
					return err
				}
			case ours[name], taken == nil:
				// Replaced by the new conversion, or dropped with it.
			default:
				if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
					return err
				}
				if err := os.Rename(filepath.Join(from, filepath.FromSlash(name)), target); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return walk(".")
}
