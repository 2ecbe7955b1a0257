package drivers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
)

// D1 opens the database for a binding: D1_<BINDING>_URL, else a file of its own
// in the data folder. Two bindings with one id share the database. Migrations
// that fail stop the start.
func (s *Stores) D1(ctx context.Context, b manifest.Binding, id string, m store.D1Migrations) (store.D1, error) {
	variable, url := variableFor("D1", b.Name), ""
	if v, ok := s.o.Getenv(variable); ok && v != "" {
		url = v
	} else {
		variable, url = "W2C_DATA_DIR", "sqlite:d1/"+fileName(id)+".sqlite"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	db, err := s.openD1(url)
	if err != nil {
		var config *store.ConfigError
		if errors.As(err, &config) {
			return nil, err
		}
		return nil, &store.ConfigError{Variable: variable, Why: err.Error()}
	}
	if err := db.Migrate(ctx, m); err != nil {
		return nil, &store.ConfigError{Variable: "migrations of " + b.Name, Why: err.Error()}
	}
	if s.o.Count != nil {
		return &countedD1{D1: db, binding: b.Name, count: s.o.Count}, nil
	}
	return db, nil
}

func (s *Stores) openD1(url string) (*sqlite.D1, error) {
	key := "d1 " + url
	if db, ok := s.open[key].(*sqlite.D1); ok {
		return db, nil
	}
	rest, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return nil, errors.New("is not a URL of a SQLite file: write sqlite:/data/blog.sqlite")
	}
	path, err := s.sqlitePath(rest)
	if err != nil {
		return nil, err
	}
	limits, err := store.Limited(s.o.Getenv)
	if err != nil {
		return nil, err
	}
	db, err := sqlite.OpenD1(path, limits)
	if err != nil {
		return nil, err
	}
	s.open[key] = db
	return db, nil
}

// fileName is an id as a file may be called on every system.
func fileName(id string) string {
	var b strings.Builder
	for i := range len(id) {
		switch c := id[i]; {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '-', c == '_', c == '.' && i > 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// countedD1 counts queries for metrics.
type countedD1 struct {
	store.D1
	binding string
	count   func(binding, op string)
}

func (c *countedD1) Run(ctx context.Context, queries []store.D1Query) ([]store.D1Result, error) {
	op := "query"
	if len(queries) > 1 {
		op = "batch"
	}
	c.count(c.binding, op)
	return c.D1.Run(ctx, queries)
}
