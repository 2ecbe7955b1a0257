package transform_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"testing"

	"github.com/w2c-dev/w2c/transform"
	"github.com/w2c-dev/w2c/transform/plan"
)

// output is a conversion of the given files.
func output(files map[string]string) transform.Result {
	r := transform.Result{Plan: plan.Plan{Schema: plan.SchemaVersion}}
	for name, text := range files {
		r.Files = append(r.Files, transform.File{File: plan.File{Path: name, Data: []byte(text)}})
	}
	sort.Slice(r.Files, func(i, j int) bool { return r.Files[i].Path < r.Files[j].Path })
	return r
}

// tree lists the files below dir with their content, the plan without its own.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if d.Name() == plan.FileName {
			text = []byte("(plan)")
		}
		lines = append(lines, filepath.ToSlash(rel)+"="+string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(lines)
	return strings.Join(lines, " ")
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestWriteAndReplace(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	w := transform.Writer{}
	if err := w.Write(dir, output(map[string]string{"a.txt": "1", "src/b.txt": "1", "src/gone.txt": "1"})); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, parent); got != "out/a.txt=1 out/src/b.txt=1 out/src/gone.txt=1 out/w2c.plan.json=(plan)" {
		t.Fatal(got)
	}
	// What the owner added stays, what w2c wrote is replaced or dropped.
	put(t, filepath.Join(dir, ".env"), "secret")
	put(t, filepath.Join(dir, "data/kv.db"), "state")
	put(t, filepath.Join(dir, "src/own.txt"), "own")
	if err := w.Write(dir, output(map[string]string{"a.txt": "2", "src/b.txt": "2", "src/new.txt": "2"})); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, parent); got != "out/.env=secret out/a.txt=2 out/data/kv.db=state out/src/b.txt=2 out/src/new.txt=2 out/src/own.txt=own out/w2c.plan.json=(plan)" {
		t.Fatal(got)
	}
}

func TestWriteRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(dir string)
		files   map[string]string
		force   bool
		want    string
		after   string
	}{
		"a folder that is not ours": {
			prepare: func(dir string) { put(t, filepath.Join(dir, "index.html"), "mine") },
			want:    "out exists, and w2c did not write it: it has no w2c.plan.json",
			after:   "out/index.html=mine",
		},
		"a folder that is not ours, by force": {
			prepare: func(dir string) { put(t, filepath.Join(dir, "index.html"), "mine") }, force: true,
			want:  "out exists, and w2c did not write it: it has no w2c.plan.json",
			after: "out/index.html=mine",
		},
		"a plan of somebody else's": {
			prepare: func(dir string) { put(t, filepath.Join(dir, plan.FileName), `{"schema":99}`) },
			want:    "out exists, and its w2c.plan.json cannot be read: read plan: schema 99, this w2c reads schema 1",
			after:   "out/w2c.plan.json=(plan)",
		},
		"a file": {
			prepare: func(dir string) { put(t, dir, "a file") },
			want:    "out is a file, not a folder",
			after:   "out=a file",
		},
		"an edited file": {
			prepare: func(dir string) {
				if err := (transform.Writer{}).Write(dir, output(map[string]string{"a.txt": "1"})); err != nil {
					t.Fatal(err)
				}
				put(t, filepath.Join(dir, "a.txt"), "edited")
			},
			want:  "out has files that were edited since w2c wrote them: a.txt",
			after: "out/a.txt=edited out/w2c.plan.json=(plan)",
		},
		"a file of the owner's in the way": {
			prepare: func(dir string) {
				if err := (transform.Writer{}).Write(dir, output(map[string]string{"b.txt": "1"})); err != nil {
					t.Fatal(err)
				}
				put(t, filepath.Join(dir, "a.txt"), "own")
			},
			want:  "out has files that were edited since w2c wrote them: a.txt",
			after: "out/a.txt=own out/b.txt=1 out/w2c.plan.json=(plan)",
		},
		"a parent that is a file": {
			prepare: func(dir string) {
				if err := os.RemoveAll(filepath.Dir(dir)); err != nil {
					t.Fatal(err)
				}
				put(t, filepath.Dir(dir), "a file")
			},
			want: "out cannot be made: a part of its path is a file, not a folder",
		},
		"a name that leads out": {
			files: map[string]string{"../evil.txt": "1"},
			want:  "write output: ../evil.txt: the name leads out of the output folder",
		},
	} {
		t.Run(name, func(t *testing.T) {
			parent := filepath.Join(t.TempDir(), "p")
			dir := filepath.Join(parent, "out")
			if err := os.Mkdir(parent, 0o755); err != nil {
				t.Fatal(err)
			}
			if c.prepare != nil {
				c.prepare(dir)
			}
			if c.files == nil {
				c.files = map[string]string{"a.txt": "2"}
			}
			err := transform.Writer{Force: c.force}.Write(dir, output(c.files))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %s", err, c.want)
			}
			if st, err := os.Stat(parent); err == nil && st.IsDir() && tree(t, parent) != c.after {
				t.Errorf("left behind: %s", tree(t, parent))
			}
		})
	}
}

func TestForceOverwritesEdits(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if err := (transform.Writer{}).Write(dir, output(map[string]string{"a.txt": "1"})); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "a.txt"), "edited")
	if err := (transform.Writer{Force: true}).Write(dir, output(map[string]string{"a.txt": "2"})); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); got != "a.txt=2 w2c.plan.json=(plan)" {
		t.Error(got)
	}
}

func TestEmptyFolderIsUsed(t *testing.T) {
	dir := t.TempDir()
	if err := (transform.Writer{}).Write(dir, output(map[string]string{"a.txt": "1"})); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); got != "a.txt=1 w2c.plan.json=(plan)" {
		t.Error(got)
	}
}

// full is a disk that takes so many bytes and no more.
type full struct {
	w    io.Writer
	room *int
}

func (f full) Write(p []byte) (int, error) {
	if len(p) > *f.room {
		n, _ := f.w.Write(p[:*f.room])
		*f.room = 0
		return n, syscall.ENOSPC
	}
	*f.room -= len(p)
	return f.w.Write(p)
}

// A disk that runs full at any byte leaves what was there before, whole.
func TestFullDiskLeavesNothingHalfWritten(t *testing.T) {
	for room := 0; ; room++ {
		parent := t.TempDir()
		dir := filepath.Join(parent, "out")
		if err := (transform.Writer{}).Write(dir, output(map[string]string{"a.txt": "old", "b/c.txt": "old"})); err != nil {
			t.Fatal(err)
		}
		left := room * 16
		w := transform.Writer{Wrap: func(w io.Writer) io.Writer { return full{w, &left} }}
		err := w.Write(dir, output(map[string]string{"a.txt": "new", "b/c.txt": strings.Repeat("new", 30)}))
		got := tree(t, parent)
		if err == nil {
			if room < 5 || !strings.Contains(got, "out/a.txt=new") {
				t.Fatalf("room for %d bytes: %s", room*16, got)
			}
			return
		}
		if !errors.Is(err, syscall.ENOSPC) || got != "out/a.txt=old out/b/c.txt=old out/w2c.plan.json=(plan)" {
			t.Fatalf("room for %d bytes: %v: %s", room*16, err, got)
		}
	}
}
