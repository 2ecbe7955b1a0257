package sqlite

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/w2c-dev/w2c/runtime/store"
)

// List walks the index in the order of its keys. With a delimiter it jumps behind
// every group as soon as it has seen its first key.
func (b *R2) List(ctx context.Context, o store.R2List) (store.R2Page, error) {
	if err := ctx.Err(); err != nil {
		return store.R2Page{}, err
	}
	w := walk{b: b, o: o, from: []byte(o.Prefix)}
	after := o.After
	if c, err := base64.StdEncoding.DecodeString(o.Cursor); err == nil {
		after = max(after, string(c))
	}
	if after >= o.Prefix && after != "" {
		w.from, w.behind = []byte(after), true
	}
	if err := w.run(); err != nil {
		return store.R2Page{}, b.readError(err)
	}
	return w.page, nil
}

type walk struct {
	b      *R2
	o      store.R2List
	from   []byte
	behind bool // from itself is left out
	last   string
	page   store.R2Page
}

// run reads rows until the page is full; one row more tells whether another page
// follows.
func (w *walk) run() error {
	for {
		jump, err := w.rows()
		if err != nil || jump == "" {
			return err
		}
		end, ok := store.PrefixEnd(jump)
		if !ok {
			return nil
		}
		w.from, w.behind = end, false
	}
}

// rows reads on to the first key of a group, which it adds and returns; "" when
// the page is done.
func (w *walk) rows() (jump string, err error) {
	http, custom := "'{}'", "'{}'"
	if w.o.HTTP {
		http = "http"
	}
	if w.o.Custom {
		custom = "custom"
	}
	query := `SELECT key, version, size, etag, uploaded, sums, class, ` + http + `, ` + custom + ` FROM objects WHERE key `
	if w.behind {
		query += `> ?`
	} else {
		query += `>= ?`
	}
	args := []any{w.from}
	if end, ok := store.PrefixEnd(w.o.Prefix); ok {
		query += ` AND key < ?`
		args = append(args, end)
	}
	query += ` ORDER BY key LIMIT ?`
	left := w.o.Limit - len(w.page.Objects) - len(w.page.Prefixes)
	stmt, err := w.b.prepared(query)
	if err != nil {
		return "", err
	}
	rows, err := stmt.Query(append(args, left+1)...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		o, err := scanObject(rows.Scan)
		if err != nil {
			return "", err
		}
		if left == 0 {
			return "", w.truncate()
		}
		left--
		if group := w.group(o.Key); group != "" {
			w.page.Prefixes = append(w.page.Prefixes, group)
			w.last = group
			return group, nil
		}
		w.page.Objects = append(w.page.Objects, o)
		w.last = o.Key
	}
	return "", rows.Err()
}

// group is the key up to the first delimiter behind the prefix, or "".
func (w *walk) group(key string) string {
	if w.o.Delimiter == "" {
		return ""
	}
	rest := key[len(w.o.Prefix):]
	at := strings.Index(rest, w.o.Delimiter)
	if at < 0 {
		return ""
	}
	return key[:len(w.o.Prefix)+at+len(w.o.Delimiter)]
}

// truncate makes the cursor: the last key of the page, and of a group its last.
func (w *walk) truncate() error {
	last := []byte(w.last)
	if n := len(w.page.Prefixes); n > 0 && w.page.Prefixes[n-1] == w.last && w.group(w.last) == w.last {
		end, _ := store.PrefixEnd(w.last)
		stmt, err := w.b.prepared(`SELECT max(key) FROM objects WHERE key >= ? AND key < ?`)
		if err != nil {
			return err
		}
		if err := stmt.QueryRow(last, end).Scan(&last); err != nil {
			return err
		}
	}
	w.page.Cursor = base64.StdEncoding.EncodeToString(last)
	return nil
}
