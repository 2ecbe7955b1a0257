package drivers_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/drivers"
)

var bucket = manifest.Binding{Name: "files", Kind: "r2"}

// TestR2: where a bucket lies, and that bindings and isolates share it.
func TestR2(t *testing.T) {
	data, own := t.TempDir(), filepath.Join(t.TempDir(), "own")
	var seen []string
	s := stores(t, map[string]string{"W2C_DATA_DIR": data, "R2_OTHER_URL": "file://" + own}, func(o *drivers.Options) {
		o.Count = func(binding, op string) { seen = append(seen, binding+" "+op) }
	})
	open := func(binding, name string) store.R2 {
		t.Helper()
		b, err := s.R2(context.Background(), manifest.Binding{Name: binding}, name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if _, err := open("files", "a/b").Put(context.Background(), "k", strings.NewReader("text"), 4, store.R2Put{}); err != nil {
		t.Fatal(err)
	}
	for binding, want := range map[string]string{"again": "text", "other": ""} {
		_, body, err := open(binding, "a/b").Get(context.Background(), "k", store.R2Get{})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if body != nil {
			b, err := io.ReadAll(body)
			body.Close()
			if got = string(b); err != nil {
				t.Fatal(err)
			}
		}
		if got != want {
			t.Errorf("%s holds %q, want %q", binding, got, want)
		}
	}
	for _, path := range []string{filepath.Join(data, "r2", "a%2Fb", "index.sqlite"), filepath.Join(own, "index.sqlite")} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	if len(seen) != 3 || seen[0] != "files put" {
		t.Errorf("counted %s", seen)
	}
}

// TestR2Refused: what no bucket can be at is one line that names the variable.
func TestR2Refused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, says := range map[string]string{
		"s3://bucket":                           "is not a URL of a bucket: write file:/data/files for a folder",
		"file:":                                 "names no folder: write file:/data/files",
		"file:" + file:                          "make its folder: not a directory",
		"file:" + filepath.Join(file, "deeper"): "make its folder: not a directory",
	} {
		s := stores(t, map[string]string{"R2_FILES_URL": url})
		_, err := s.R2(context.Background(), bucket, "b")
		var config *store.ConfigError
		if !errors.As(err, &config) || config.Variable != "R2_FILES_URL" || !strings.Contains(config.Why, says) {
			t.Errorf("%s: %v, want %s", url, err, says)
		}
	}
}

// TestR2Fails: a bucket whose folder has gone refuses to write and stays usable.
func TestR2Fails(t *testing.T) {
	data := t.TempDir()
	s := stores(t, map[string]string{"W2C_DATA_DIR": data})
	b, err := s.R2(context.Background(), bucket, "b")
	if err != nil {
		t.Fatal(err)
	}
	put := func() error {
		_, err := b.Put(context.Background(), "k", strings.NewReader("text"), 4, store.R2Put{})
		return err
	}
	tmp := filepath.Join(data, "r2", "b", "tmp")
	if err := os.Remove(tmp); err != nil {
		t.Fatal(err)
	}
	if err := put(); err == nil {
		t.Error("a body was put where no folder is")
	}
	if o, err := b.Head(context.Background(), "k"); err != nil || o != nil {
		t.Errorf("there is %v, %v", o, err)
	}
	if err := os.Mkdir(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := put(); err != nil {
		t.Errorf("the folder is back: %v", err)
	}
}
