package sqlite

import (
	"context"
	"fmt"
	"strings"

	"github.com/w2c-dev/w2c/runtime/store"
)

// Migrate does the steps that have not been done, each in one transaction with
// the note that says so. A step that fails leaves nothing behind and ends the
// run; the error names it.
func (db *D1) Migrate(ctx context.Context, m store.D1Migrations) error {
	if len(m.Steps) == 0 {
		return nil
	}
	table := `"` + strings.ReplaceAll(m.Table, `"`, `""`) + `"`
	results, err := db.Run(ctx, []store.D1Query{
		{SQL: `CREATE TABLE IF NOT EXISTS ` + table + `(
		id         INTEGER PRIMARY KEY AUTOINCREMENT,
		name       TEXT UNIQUE,
		applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`},
		{SQL: `SELECT name FROM ` + table},
	})
	if err != nil {
		return err
	}
	done := map[any]bool{}
	for _, row := range results[1].Rows {
		done[row[0]] = true
	}
	for _, step := range m.Steps {
		if done[step.Name] {
			continue
		}
		note := store.D1Query{SQL: `INSERT INTO ` + table + ` (name) VALUES (?)`, Params: []any{step.Name}}
		// A file may end in a comment, which is no statement.
		text := step.SQL + "\n;SELECT 1"
		if _, err := db.Run(ctx, []store.D1Query{{SQL: text}, note}); err != nil {
			return fmt.Errorf("%s: %w", step.Name, err)
		}
	}
	return nil
}
