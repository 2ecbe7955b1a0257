package kv

import (
	"context"
	"reflect"
	"time"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

func (c *class) put(call goja.FunctionCall) goja.Value {
	n := c.of(call.This)
	return c.promised(func() (goja.Value, error) {
		switch len(call.Arguments) {
		case 0:
			return nil, jsloop.Errorf("TypeError", "Failed to execute 'put' on 'KvNamespace': parameter 1 is not of type 'string'.")
		case 1:
			return nil, jsloop.Errorf("TypeError", "Failed to execute 'put' on 'KvNamespace': parameter 2 is not of type 'string or Object'.")
		}
		name, value := c.str(call.Arguments[0]), call.Arguments[1]
		if _, object := value.(*goja.Object); !object {
			value = c.str(value)
		}
		o, err := c.putOptions(call.Argument(2))
		if err != nil {
			return nil, err
		}
		return c.store(n, name, value, o)
	})
}

type putOptions struct {
	expiration, expirationTTL *int64
	metadata                  goja.Value
}

func (c *class) putOptions(v goja.Value) (putOptions, error) {
	var o putOptions
	if !given(v) {
		return o, nil
	}
	options, ok := v.(*goja.Object)
	if !ok {
		return o, jsloop.Errorf("TypeError", "Failed to execute 'put' on 'KvNamespace': parameter 3 is not of type 'PutOptions'.")
	}
	var err error
	if o.expiration, err = integer(options.Get("expiration")); err != nil {
		return o, err
	}
	if o.expirationTTL, err = integer(options.Get("expirationTtl")); err != nil {
		return o, err
	}
	o.metadata = options.Get("metadata")
	return o, nil
}

func (c *class) store(n *namespace, name goja.String, value goja.Value, o putOptions) (goja.Value, error) {
	text, _ := utf8Of(name)
	if err := n.limits.checkName("PUT", text); err != nil {
		return nil, err
	}
	var e store.KVEntry
	stream := false
	switch v := value.(type) {
	case goja.String:
		s, _ := utf8Of(v)
		e.Value = []byte(s)
	case *goja.Object:
		b, ok := c.bytes(v)
		if stream = !ok && streams.IsStream(c.l, v); !ok && !stream {
			return nil, jsloop.Errorf("TypeError", "KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.")
		}
		e.Value = b
	}
	var err error
	if e.Metadata, err = c.metadataText(o.metadata); err != nil {
		return nil, err
	}
	key, err := keyOf("PUT", n.limits, name)
	if err != nil {
		return nil, err
	}
	expires, err := expiry(time.Now().Unix(), o.expiration, o.expirationTTL)
	if err != nil {
		return nil, err
	}
	if expires != 0 {
		e.Expires = time.Unix(expires, 0)
	}
	if err := n.limits.checkMetadata(e.Metadata); err != nil {
		return nil, err
	}
	if stream {
		return c.putStream(n, key, value, e), nil
	}
	return c.write(n, key, e)
}

func (c *class) write(n *namespace, key string, e store.KVEntry) (goja.Value, error) {
	if err := n.limits.checkValue(len(e.Value)); err != nil {
		return nil, err
	}
	return c.l.Async("kv.put", func(ctx context.Context) (jsloop.Settle, error) {
		if err := n.kv.Put(ctx, key, e); err != nil {
			return nil, c.broken(ctx, "PUT", err)
		}
		return nil, nil
	}), nil
}

// putStream reads the stream to its end first: nothing is stored when it fails
// half way. The size limit is checked when the size is known, for its text
// names it.
func (c *class) putStream(n *namespace, key string, stream goja.Value, e store.KVEntry) goja.Value {
	if locked := stream.(*goja.Object).Get("locked"); locked != nil && locked.ToBoolean() {
		return c.rejected(jsloop.Errorf("TypeError", "The ReadableStream has been locked to a reader."))
	}
	promise, resolve, reject := c.l.Promise()
	streams.ReadAll(c.l, stream, 0, func(b []byte, err error) {
		if err != nil {
			reject(c.readError(err))
			return
		}
		e.Value = b
		stored, err := c.write(n, key, e)
		if err != nil {
			reject(err)
			return
		}
		resolve(stored)
	})
	return promise
}

// readError gives the text workerd has for KV; reading a body has another.
func (c *class) readError(err error) error {
	if e, ok := c.l.Error(err).(*goja.Object); ok {
		if m := e.Get("message"); m != nil && m.String() == "This ReadableStream did not return bytes." {
			return jsloop.Errorf("TypeError", "Draining read encountered a value that cannot be converted to bytes")
		}
	}
	return err
}

var arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()

// bytes copies an ArrayBuffer or a view: the script may change it afterwards.
func (c *class) bytes(v *goja.Object) ([]byte, bool) {
	if v.ExportType() != arrayBufferType {
		if view, err := c.isView(goja.Undefined(), v); err != nil || !view.ToBoolean() {
			return nil, false
		}
	}
	return jsloop.CopyBytes(v)
}

// metadataText is the JSON of the metadata; null and undefined mean none.
func (c *class) metadataText(v goja.Value) ([]byte, error) {
	if !given(v) {
		return nil, nil
	}
	text, err := c.stringify(goja.Undefined(), v)
	if err != nil {
		return nil, err
	}
	if !present(text) { // a function or a symbol has no JSON
		return nil, failed("PUT", 500, "Internal Server Error")
	}
	return []byte(text.String()), nil
}

func (c *class) delete(call goja.FunctionCall) goja.Value {
	n := c.of(call.This)
	return c.promised(func() (goja.Value, error) {
		if len(call.Arguments) == 0 {
			return nil, jsloop.Errorf("TypeError", "Failed to execute 'delete' on 'KvNamespace': parameter 1 is not of type 'string'.")
		}
		key, err := keyOf("DELETE", n.limits, c.str(call.Arguments[0]))
		if err != nil {
			return nil, err
		}
		return c.l.Async("kv.delete", func(ctx context.Context) (jsloop.Settle, error) {
			if err := n.kv.Delete(ctx, key); err != nil {
				return nil, c.broken(ctx, "DELETE", err)
			}
			return nil, nil
		}), nil
	})
}
