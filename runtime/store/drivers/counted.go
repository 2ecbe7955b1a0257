package drivers

import (
	"context"

	"github.com/w2c-dev/w2c/runtime/store"
)

// counted is a KV that reports each operation to the host's metrics.
type counted struct {
	store.KV
	binding string
	count   func(binding, op string)
}

func (c *counted) Get(ctx context.Context, key string) (*store.KVEntry, error) {
	c.count(c.binding, "get")
	return c.KV.Get(ctx, key)
}

func (c *counted) GetMany(ctx context.Context, keys []string) ([]*store.KVEntry, error) {
	c.count(c.binding, "get_bulk")
	return c.KV.GetMany(ctx, keys)
}

func (c *counted) Put(ctx context.Context, key string, e store.KVEntry) error {
	c.count(c.binding, "put")
	return c.KV.Put(ctx, key, e)
}

func (c *counted) Delete(ctx context.Context, key string) error {
	c.count(c.binding, "delete")
	return c.KV.Delete(ctx, key)
}

func (c *counted) List(ctx context.Context, o store.KVListOptions) (store.KVPage, error) {
	c.count(c.binding, "list")
	return c.KV.List(ctx, o)
}
