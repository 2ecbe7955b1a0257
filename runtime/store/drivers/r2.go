package drivers

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
)

// R2 opens the bucket for a binding: R2_<BINDING>_URL, else a folder of its own in
// the data folder. Two bindings with one bucket share it.
func (s *Stores) R2(ctx context.Context, b manifest.Binding, bucket string) (store.R2, error) {
	variable, url := variableFor("R2", b.Name), ""
	if v, ok := s.o.Getenv(variable); ok && v != "" {
		url = v
	} else {
		variable, url = "W2C_DATA_DIR", "file:r2/"+fileName(bucket)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	objects, err := s.openR2(ctx, url)
	if err != nil {
		var config *store.ConfigError
		if errors.As(err, &config) {
			return nil, err
		}
		return nil, &store.ConfigError{Variable: variable, Why: err.Error()}
	}
	if s.o.Count != nil {
		return &countedR2{objects, b.Name, s.o.Count}, nil
	}
	return objects, nil
}

func (s *Stores) openR2(ctx context.Context, url string) (store.R2, error) {
	key := "r2 " + url
	if open, ok := s.open[key].(*sqlite.R2); ok {
		return open, nil
	}
	path, ok := strings.CutPrefix(url, "file:")
	if !ok {
		return nil, errors.New("is not a URL of a bucket: write file:/data/files for a folder")
	}
	if strings.HasPrefix(path, "//") {
		path = "/" + strings.TrimLeft(path, "/")
	}
	if path == "" || path == "/" {
		return nil, errors.New("names no folder: write file:/data/files")
	}
	if !filepath.IsAbs(path) {
		dir, err := s.DataDir()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(dir, path)
	}
	open, err := sqlite.OpenR2(ctx, path)
	if err != nil {
		return nil, err
	}
	s.open[key] = open
	return open, nil
}

// countedR2 counts operations for metrics.
type countedR2 struct {
	store.R2
	binding string
	count   func(binding, op string)
}

func (c *countedR2) Head(ctx context.Context, key string) (*store.R2Object, error) {
	c.count(c.binding, "head")
	return c.R2.Head(ctx, key)
}

func (c *countedR2) Get(ctx context.Context, key string, o store.R2Get) (*store.R2Object, io.ReadCloser, error) {
	c.count(c.binding, "get")
	return c.R2.Get(ctx, key, o)
}

func (c *countedR2) Put(ctx context.Context, key string, body io.Reader, size int64, o store.R2Put) (*store.R2Object, error) {
	c.count(c.binding, "put")
	return c.R2.Put(ctx, key, body, size, o)
}

func (c *countedR2) Delete(ctx context.Context, keys []string) error {
	c.count(c.binding, "delete")
	return c.R2.Delete(ctx, keys)
}

func (c *countedR2) List(ctx context.Context, o store.R2List) (store.R2Page, error) {
	c.count(c.binding, "list")
	return c.R2.List(ctx, o)
}

func (c *countedR2) CreateUpload(ctx context.Context, key string, m store.R2Metadata) (string, error) {
	c.count(c.binding, "create")
	return c.R2.CreateUpload(ctx, key, m)
}

func (c *countedR2) UploadPart(ctx context.Context, key, id string, number int, body io.Reader, size int64) (string, error) {
	c.count(c.binding, "part")
	return c.R2.UploadPart(ctx, key, id, number, body, size)
}

func (c *countedR2) CompleteUpload(ctx context.Context, key, id string, parts []store.R2Part) (*store.R2Object, error) {
	c.count(c.binding, "complete")
	return c.R2.CompleteUpload(ctx, key, id, parts)
}

func (c *countedR2) AbortUpload(ctx context.Context, key, id string) error {
	c.count(c.binding, "abort")
	return c.R2.AbortUpload(ctx, key, id)
}
