package kv

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

func itoa(i int) string { return strconv.Itoa(i) }

func (c *class) get(call goja.FunctionCall) goja.Value {
	n := c.of(call.This)
	if len(call.Arguments) == 0 {
		c.l.ThrowType("Failed to execute 'get' on 'KvNamespace': parameter 1 is not of type 'string or Array'.")
	}
	return c.read(n, call, false)
}

func (c *class) getWithMetadata(call goja.FunctionCall) goja.Value {
	n := c.of(call.This)
	if len(call.Arguments) == 0 {
		c.l.ThrowType("Failed to execute 'getWithMetadata' on 'KvNamespace': parameter 1 is not of type 'Array or string'.")
	}
	return c.read(n, call, true)
}

func (c *class) read(n *namespace, call goja.FunctionCall, withMetadata bool) goja.Value {
	if keys, ok := c.array(call.Argument(0)); ok {
		return c.getMany(n, keys, c.getOptions(call.Argument(1)), withMetadata)
	}
	name := c.str(call.Argument(0))
	o := c.getOptions(call.Argument(1))
	if text, _ := utf8Of(name); withMetadata {
		// Here workerd throws what elsewhere rejects.
		if err := n.limits.checkName("GET", text); err != nil {
			c.l.Throw(err)
		}
	}
	key, err := keyOf("GET", n.limits, name)
	if err == nil {
		err = checkCacheTTL("GET", o.cacheTTL)
	}
	if err != nil {
		return c.rejected(err)
	}
	return c.l.Async("kv.get", func(ctx context.Context) (jsloop.Settle, error) {
		e, err := n.kv.Get(ctx, key)
		if err != nil {
			return nil, c.broken(ctx, "GET", err)
		}
		return func() (goja.Value, error) {
			if withMetadata {
				return c.withMetadata(e, o.typ)
			}
			if e == nil {
				return goja.Null(), nil
			}
			return c.value(e.Value, o.typ)
		}, nil
	})
}

// value gives b to the script as the type it asked for; b is not used again.
func (c *class) value(b []byte, typ string) (goja.Value, error) {
	switch typ {
	case "", "text":
		return c.l.VM().ToValue(jsloop.DecodeUTF8(b)), nil
	case "json":
		return c.parse(goja.Undefined(), c.l.VM().ToValue(jsloop.DecodeUTF8(b)))
	case "arrayBuffer":
		return c.l.ArrayBuffer(b), nil
	case "stream":
		return streams.FromReader(c.l, io.NopCloser(bytes.NewReader(b))), nil
	}
	return nil, jsloop.Errorf("TypeError", `Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".`)
}

func (c *class) withMetadata(e *store.KVEntry, typ string) (goja.Value, error) {
	value, metadata := goja.Null(), goja.Null()
	if e != nil {
		var err error
		if value, err = c.value(e.Value, typ); err != nil {
			return nil, err
		}
		if metadata, err = c.metadata(e.Metadata); err != nil {
			return nil, err
		}
	}
	return c.object("value", value, "metadata", metadata, "cacheStatus", goja.Null()), nil
}

func (c *class) metadata(b []byte) (goja.Value, error) {
	if b == nil {
		return goja.Null(), nil
	}
	return c.parse(goja.Undefined(), c.l.VM().ToValue(jsloop.DecodeUTF8(b)))
}

// object makes a plain object of names and values.
func (c *class) object(pairs ...any) *goja.Object {
	o := c.l.VM().NewObject()
	for i := 0; i < len(pairs); i += 2 {
		_ = o.Set(pairs[i].(string), pairs[i+1]) // a new plain object takes any property
	}
	return o
}

func (c *class) getMany(n *namespace, names []goja.String, o getOptions, withMetadata bool) goja.Value {
	keys := make([]string, len(names))
	for i, name := range names {
		keys[i], _ = utf8Of(name)
	}
	typ := strings.TrimSpace(o.typ)
	switch {
	case typ != "" && typ != "text" && typ != "json":
		return c.rejected(failed("GET_BULK", 400, `"%s" is not a valid type. Use "json" or "text"`, typ))
	case n.limits.bulkKeys > 0 && len(keys) > n.limits.bulkKeys:
		return c.rejected(failed("GET_BULK", 400, "You can request a maximum of %d keys", n.limits.bulkKeys))
	case len(keys) == 0:
		return c.rejected(failed("GET_BULK", 400, "You must request a minimum of 1 key"))
	}
	return c.l.Async("kv.get_bulk", func(ctx context.Context) (jsloop.Settle, error) {
		entries, err := n.kv.GetMany(ctx, keys)
		if err != nil {
			return nil, c.broken(ctx, "GET_BULK", err)
		}
		return func() (goja.Value, error) { return c.bulk(n, keys, entries, o, typ, withMetadata) }, nil
	})
}

// bulk makes the Map. Keys are judged one by one, each before its value, so
// that the first mistake is the one reported.
func (c *class) bulk(n *namespace, keys []string, entries []*store.KVEntry, o getOptions, typ string, withMetadata bool) (goja.Value, error) {
	var pairs []any
	seen := map[string]bool{}
	size := 0
	for i, key := range keys {
		if err := bulkKey(n.limits, key, o.cacheTTL); err != nil {
			return nil, err
		}
		value, length, err := c.bulkValue(entries[i], typ, withMetadata)
		if err != nil {
			return nil, err
		}
		size += length
		if seen[key] || dropped(key) {
			continue
		}
		seen[key] = true
		pairs = append(pairs, c.l.VM().NewArray(key, value))
	}
	if n.limits.bulkBytes > 0 && size > n.limits.bulkBytes {
		return nil, failed("GET_BULK", 413, "Total size of request exceeds the limit of 25MB")
	}
	return c.l.VM().New(c.mapClass, c.l.VM().NewArray(pairs...))
}

// bulkKey is checkKey as the service does it; its texts differ.
func bulkKey(m limits, key string, cacheTTL *int64) error {
	switch key {
	case "":
		return failed("GET_BULK", 400, "Key names must not be empty")
	case ".", "..":
		return failed("GET_BULK", 400, `Illegal key name "%s". Please use a different name.`, key)
	}
	if err := m.checkKeyLength("GET_BULK", key); err != nil {
		return err
	}
	return checkCacheTTL("GET_BULK", cacheTTL)
}

func (c *class) bulkValue(e *store.KVEntry, typ string, withMetadata bool) (goja.Value, int, error) {
	if e == nil {
		return goja.Null(), 0, nil
	}
	// Here a byte order mark is no part of the value, while in get it is.
	text := c.l.VM().ToValue(jsloop.DecodeUTF8(bytes.TrimPrefix(e.Value, []byte("\xef\xbb\xbf"))))
	length := c.str(text).Length()
	value := text
	if typ == "json" {
		var err error
		if value, err = c.parse(goja.Undefined(), text); err != nil {
			if c.l.Fatal(err) {
				return nil, 0, err
			}
			return nil, 0, failed("GET_BULK", 400, "At least one of the requested keys corresponds to a non-json value")
		}
	}
	if !withMetadata || goja.IsNull(value) {
		return value, length, nil
	}
	metadata, err := c.metadata(e.Metadata)
	return c.object("value", value, "metadata", metadata), length, err
}

// dropped says which keys are missing from the Map: workerd builds it from the
// properties of an object and skips those that are array indexes; the name
// __proto__ never becomes a property at all. See README.md.
func dropped(key string) bool {
	if key == "__proto__" {
		return true
	}
	n, err := strconv.ParseUint(key, 10, 32)
	return err == nil && n != 1<<32-1 && strconv.FormatUint(n, 10) == key
}
