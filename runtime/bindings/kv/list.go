package kv

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/store"
)

func (c *class) list(call goja.FunctionCall) goja.Value {
	n := c.of(call.This)
	return c.promised(func() (goja.Value, error) {
		o, err := c.listOptions(n.limits, call.Argument(0))
		if err != nil {
			return nil, err
		}
		return c.l.Async("kv.list", func(ctx context.Context) (jsloop.Settle, error) {
			page, err := n.kv.List(ctx, o)
			if err != nil {
				return nil, c.broken(ctx, "GET", err)
			}
			return func() (goja.Value, error) { return c.page(page) }, nil
		}), nil
	})
}

func (c *class) listOptions(m limits, v goja.Value) (store.KVListOptions, error) {
	o := store.KVListOptions{Limit: defaultList}
	if !given(v) {
		return o, nil
	}
	options, ok := v.(*goja.Object)
	if !ok {
		return o, jsloop.Errorf("TypeError", "Failed to execute 'list' on 'KvNamespace': parameter 1 is not of type 'ListOptions'.")
	}
	limit, err := integer(options.Get("limit"))
	if err != nil {
		return o, err
	}
	if prefix := options.Get("prefix"); given(prefix) {
		o.Prefix, _ = utf8Of(c.str(prefix))
	}
	if cursor := options.Get("cursor"); given(cursor) {
		o.After = decodeCursor(c.str(cursor).String())
	}
	// A limit that is not positive counts as none.
	if limit != nil && *limit > 0 {
		o.Limit = int(*limit)
	}
	if m.list > 0 && o.Limit > m.list {
		return o, failed("GET", 400, "Invalid key_count_limit of %d. Please specify an integer less than %d.", o.Limit, m.list)
	}
	return o, m.checkKeyLength("GET", o.Prefix)
}

func (c *class) page(p store.KVPage) (goja.Value, error) {
	keys := make([]any, len(p.Keys))
	for i, k := range p.Keys {
		o := c.object("name", k.Name)
		if !k.Expires.IsZero() {
			_ = o.Set("expiration", k.Expires.Unix())
		}
		if k.Metadata != nil {
			m, err := c.metadata(k.Metadata)
			if err != nil {
				return nil, err
			}
			_ = o.Set("metadata", m)
		}
		keys[i] = o
	}
	list := c.l.VM().NewArray(keys...)
	if p.Complete {
		return c.object("keys", list, "list_complete", true, "cacheStatus", goja.Null()), nil
	}
	return c.object("keys", list, "list_complete", false, "cursor", encodeCursor(p.After), "cacheStatus", goja.Null()), nil
}

// A cursor is the last key of the page before, in base64.
func encodeCursor(key string) string { return base64.StdEncoding.EncodeToString([]byte(key)) }

// decodeCursor takes what a lenient decoder takes: it skips what is not base64,
// so that nonsense starts from the beginning and is no error.
func decodeCursor(cursor string) string {
	if i := strings.IndexByte(cursor, '='); i >= 0 {
		cursor = cursor[:i]
	}
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '+', r == '/':
			return r
		}
		return -1
	}, cursor)
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	b, _ := base64.RawStdEncoding.DecodeString(clean)
	return jsloop.DecodeUTF8(b)
}
