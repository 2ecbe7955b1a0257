// Package d1 is the D1 database binding: d1_databases in the configuration, a
// D1Database in env. The engine is SQLite, as on Cloudflare: what it is set up
// to allow is in runtime/store/sqlite/engine, what a script sees in d1_api.ts,
// one text for every server. README.md lists the differences.
//
// https://developers.cloudflare.com/d1/worker-api/
package d1

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/nodehost/part"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
)

// Kind is the d1 kind.
type Kind struct{}

// config is Binding.Config in the manifest.
type config struct {
	Database   string      `json:"database"`
	Migrations *migrations `json:"migrations,omitempty"`
}

// migrations are the SQL files of the project that make the schema. Dir lies
// beside the manifest as it lay in the project.
type migrations struct {
	Dir   string   `json:"dir"`
	Table string   `json:"table"`
	Files []string `json:"files,omitempty"`
}

// Name is "d1".
func (Kind) Name() string { return "d1" }

// ConfigKey is wrangler's key.
func (Kind) ConfigKey() string { return "d1_databases" }

// FromConfig reads the list. The id names the data; without one the database's
// name does, or the binding's. preview_database_id and remote speak of wrangler
// dev only.
func (Kind) FromConfig(raw json.RawMessage) ([]manifest.Binding, error) {
	var list []struct {
		Binding string `json:"binding"`
		ID      string `json:"database_id"`
		Name    string `json:"database_name"`
		Dir     string `json:"migrations_dir"`
		Table   string `json:"migrations_table"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &manifest.ConfigError{Message: err.Error(), Hint: `d1_databases is a list of { "binding": "DB", "database_name": "…", "database_id": "…" }`}
	}
	var out []manifest.Binding
	for i, item := range list {
		if item.Binding == "" {
			return nil, &manifest.ConfigError{Path: "[" + strconv.Itoa(i) + "].binding", Message: "a D1 database needs the name it has in env", Hint: `add "binding": "DB"`}
		}
		dir := path.Clean(filepath.ToSlash(first(item.Dir, "migrations")))
		if !filepath.IsLocal(dir) || dir == "." {
			return nil, &manifest.ConfigError{Path: "[" + strconv.Itoa(i) + "].migrations_dir", Message: "the migrations lie outside the project", Hint: "move them into a folder of the project"}
		}
		c, err := json.Marshal(config{
			Database:   first(item.ID, item.Name, item.Binding),
			Migrations: &migrations{Dir: dir, Table: first(item.Table, "d1_migrations")},
		})
		if err != nil {
			return nil, err
		}
		out = append(out, manifest.Binding{Name: item.Binding, Kind: "d1", Config: c})
	}
	return out, nil
}

func first(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

// Carries names the folder of migrations.
func (Kind) Carries(b manifest.Binding) (dir, suffix string) {
	c, err := read(b)
	if err != nil || c.Migrations == nil {
		return "", ""
	}
	return c.Migrations.Dir, ".sql"
}

// Carry remembers the migrations, so that one that is lost on the way is missed.
func (Kind) Carry(b manifest.Binding, files []string) (manifest.Binding, error) {
	c, err := read(b)
	if err != nil {
		return b, err
	}
	if c.Migrations.Files = files; len(files) == 0 {
		c.Migrations = nil
	}
	b.Config, err = json.Marshal(c)
	return b, err
}

// Local says that the files lie on the machine's disk.
func (Kind) Local() {}

func read(b manifest.Binding) (config, error) {
	var c config
	if err := json.Unmarshal(b.Config, &c); err != nil {
		return c, fmt.Errorf("binding %s: %w", b.Name, err)
	}
	return c, nil
}

// Services is none: the engine is embedded, whatever else the app talks to.
func (Kind) Services(manifest.Binding) []manifest.Service { return nil }

// Attach makes the D1Database of one isolate; all isolates share the file.
func (Kind) Attach(l *jsloop.Loop, o store.Opener, b manifest.Binding) (goja.Value, error) {
	c, err := read(b)
	if err != nil {
		return nil, err
	}
	list, err := c.Migrations.read(o)
	if err != nil {
		return nil, err
	}
	db, err := o.D1(l.Current().Context(), b, c.Database, list)
	if err != nil {
		return nil, err
	}
	api, err := script.Run(l, nil)
	if err != nil {
		return nil, err
	}
	d := &database{l: l, db: db, name: b.Name}
	return l.VM().New(api.(*goja.Object).Get("D1Database"), l.VM().ToValue(d.run))
}

// read gives the texts, in order. W2C_MIGRATIONS=off leaves them to the operator.
func (m *migrations) read(o store.Opener) (store.D1Migrations, error) {
	if m == nil {
		return store.D1Migrations{}, nil
	}
	switch v, _ := o.Var("W2C_MIGRATIONS"); v {
	case "", "on":
	case "off":
		return store.D1Migrations{}, nil
	default:
		return store.D1Migrations{}, &store.ConfigError{Variable: "W2C_MIGRATIONS", Why: fmt.Sprintf("%q is not known: use on or off", v)}
	}
	out := store.D1Migrations{Table: m.Table}
	dir, err := o.Dir(m.Dir)
	if err != nil {
		return out, err
	}
	for _, name := range m.Files {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return out, fmt.Errorf("read migration: %w", err)
		}
		out.Steps = append(out.Steps, store.D1Migration{Name: name, SQL: string(text)})
	}
	return out, nil
}

//go:embed d1_api.gen.js
var apiJS string

var script = jsloop.NewScript("w2c:d1", apiJS)

// database is one binding in one isolate.
type database struct {
	l    *jsloop.Loop
	db   store.D1
	name string
}

// run is Run of d1_api.ts.
func (d *database) run(call goja.FunctionCall) goja.Value {
	if d.l.TopLevel() {
		globals.InHandler(d.l)
	}
	texts, params := items(call.Argument(0)), items(call.Argument(1))
	queries := make([]store.D1Query, len(texts))
	for i, text := range texts {
		queries[i].SQL = plain(text)
		for _, v := range items(params[i]) {
			queries[i].Params = append(queries[i].Params, parameter(v))
		}
	}
	return d.l.Async("d1.query", func(ctx context.Context) (jsloop.Settle, error) {
		results, err := d.db.Run(ctx, queries)
		var mistake *store.QueryError
		switch {
		case errors.As(err, &mistake):
			return func() (goja.Value, error) { return d.object("error", mistake.Text), nil }, nil
		case err != nil:
			d.l.Log().Error("d1 store", "binding", d.name, "error", err.Error())
			return func() (goja.Value, error) { return d.object("error", "Internal error while using the database."), nil }, nil
		}
		bookmark := d.db.Bookmark()
		return func() (goja.Value, error) {
			return d.object("answers", d.answers(results), "bookmark", bookmark), nil
		}, nil
	})
}

func items(v goja.Value) []goja.Value {
	o := v.(*goja.Object)
	out := make([]goja.Value, o.Get("length").ToInteger())
	for i := range out {
		out[i] = o.Get(strconv.Itoa(i))
	}
	return out
}

// parameter is a value on its way to the engine. Numbers are REAL, always, and
// those that JSON has no word for are NULL.
func parameter(v goja.Value) any {
	if o, ok := v.(*goja.Object); ok { // a list of bytes
		list := items(o)
		b := make([]byte, len(list))
		for i, n := range list {
			b[i] = byte(n.ToInteger())
		}
		return b
	}
	if s, ok := v.(goja.String); ok {
		return plain(s)
	}
	if goja.IsNull(v) || goja.IsUndefined(v) {
		return nil
	}
	n := v.ToFloat()
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return nil
	}
	return n + 0 // not -0
}

// plain is a string in UTF-8. A lone surrogate has none: what Workers read back
// of one is three U+FFFD.
func plain(v goja.Value) string {
	s := v.String()
	if !strings.ContainsRune(s, utf8.RuneError) {
		return s
	}
	u, ok := v.ToString().(goja.String)
	if !ok {
		return s
	}
	var b strings.Builder
	for i, n := 0, u.Length(); i < n; i++ {
		c := u.CharAt(i)
		switch {
		case c >= 0xd800 && c < 0xdc00 && i+1 < n && u.CharAt(i+1)&0xfc00 == 0xdc00:
			i++
			b.WriteRune(0x10000 + rune(c&0x3ff)<<10 + rune(u.CharAt(i)&0x3ff))
		case c >= 0xd800 && c < 0xe000:
			b.WriteString("\ufffd\ufffd\ufffd")
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

func (d *database) answers(results []store.D1Result) goja.Value {
	vm := d.l.VM()
	list := make([]any, len(results))
	for i, r := range results {
		columns := make([]any, len(r.Columns))
		for k, name := range r.Columns {
			columns[k] = name
		}
		rows := make([]any, len(r.Rows))
		for k, row := range r.Rows {
			values := make([]any, len(row))
			for n, v := range row {
				values[n] = d.value(v)
			}
			rows[k] = vm.NewArray(values...)
		}
		m := r.Meta
		list[i] = d.object("columns", vm.NewArray(columns...), "rows", vm.NewArray(rows...), "meta", d.object(
			"duration", float64(m.Duration.Microseconds())/1000, "changes", m.Changes, "last_row_id", float64(m.LastRowID),
			"changed_db", m.Changed, "size_after", m.SizeAfter, "rows_read", m.RowsRead, "rows_written", m.RowsWritten))
	}
	return vm.NewArray(list...)
}

// value is what JavaScript sees: whole numbers lose what a double cannot hold,
// bytes are a list, infinity is null.
func (d *database) value(v any) goja.Value {
	switch v := v.(type) {
	case nil:
		return goja.Null()
	case int64:
		if v > -1<<53 && v < 1<<53 {
			return d.l.VM().ToValue(v)
		}
		return d.l.VM().ToValue(float64(v))
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return goja.Null()
		}
		return d.l.VM().ToValue(v + 0)
	case []byte:
		bytes := make([]any, len(v))
		for i, b := range v {
			bytes[i] = int64(b)
		}
		return d.l.VM().NewArray(bytes...)
	}
	return d.l.VM().ToValue(v)
}

// object has the given names and values, in order.
func (d *database) object(pairs ...any) *goja.Object {
	o := d.l.VM().NewObject()
	for i := 0; i < len(pairs); i += 2 {
		_ = o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

// Part is the TypeScript half.
func (Kind) Part(b manifest.Binding, _ bool) part.Part {
	c, err := read(b)
	if err != nil {
		c.Database = b.Name // FromConfig wrote it; it cannot be wrong
	}
	options := "{ database: " + quote(c.Database) + " }"
	if c.Migrations != nil {
		m, _ := json.Marshal(c.Migrations) //nolint:errchkjson // of plain values
		options = "{ database: " + quote(c.Database) + ", migrations: " + string(m) + " }"
	}
	return part.Part{
		Files:   map[string]string{"d1.ts": d1TS, "d1_api.ts": apiTS, "d1_engine.ts": engineTS, "d1_rules.ts": rulesTS, "d1_offset.ts": offsetTS, "d1_tokens.ts": tokensTS},
		Imports: map[string][]string{"d1.ts": {"d1"}},
		Env:     fmt.Sprintf("d1(host, %s, %s)", quote(b.Name), options),
	}
}

//go:embed d1.ts
var d1TS string

//go:embed d1_api.ts
var apiTS string

//go:embed d1_engine.ts
var engineTS string

//go:embed d1_rules.ts
var rulesTS string

//go:embed d1_tokens.ts
var tokensTS string

//go:embed d1_offset.ts
var offsetTS string

func quote(s string) string {
	b, _ := json.Marshal(s) //nolint:errchkjson // a string always marshals
	return string(b)
}
