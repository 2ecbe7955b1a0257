package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gomodule/redigo/redis"

	"github.com/w2c-dev/w2c/runtime/store"
)

// KV is one namespace. Values are keys of their own, so that each can expire;
// a sorted set holds the names, because Redis keeps no order of its own.
type KV struct {
	db     *DB
	names  string // the sorted set
	values string // prefix of the value keys
}

var _ store.KV = (*KV)(nil)

// KV gives the namespace ns, which need not exist. The braces keep all its
// keys in one cluster slot, which scripts over several keys need.
func (db *DB) KV(ns string) *KV {
	p := "w2c:kv:{" + escape(ns) + "}:"
	return &KV{db: db, names: p + "k", values: p + "v:"}
}

// escape keeps two namespaces apart whatever their ids hold.
func escape(ns string) string {
	var b strings.Builder
	for i := range len(ns) {
		c := ns[i]
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// Each write is one script, so that a value and its name appear together.
var (
	// KEYS value, names; ARGV name, frame, expiry in ms or "".
	putScript = redis.NewScript(2, `
if ARGV[3] == '' then
  redis.call('SET', KEYS[1], ARGV[2])
else
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
end
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return 1`)

	// KEYS value, names; ARGV name.
	deleteScript = redis.NewScript(2, `
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1`)

	// KEYS names; ARGV min, max, limit, value prefix, head size.
	//
	// Returns {last name looked at or "", name, head and metadata, …} with at
	// most limit+1 names: one more than asked for tells that there are more.
	// Names whose value has expired are removed on the way. The work of one
	// call is bounded; a page that is cut short is incomplete, not wrong.
	listScript = redis.NewScript(1, `
local limit, head = tonumber(ARGV[3]), tonumber(ARGV[5])
local min, looked, live, out = ARGV[1], 0, 0, {''}
while looked < limit + 2000 do
  local names = redis.call('ZRANGEBYLEX', KEYS[1], min, ARGV[2], 'LIMIT', 0, limit + 1 - live)
  if #names == 0 then out[1] = '' return out end
  for _, name in ipairs(names) do
    looked = looked + 1
    local key = ARGV[4] .. name
    local frame = redis.call('GETRANGE', key, 0, head + 1023)
    if frame == '' then
      redis.call('ZREM', KEYS[1], name)
    else
      if #frame >= head then
        local n = string.byte(frame, 10) * 16777216 + string.byte(frame, 11) * 65536 + string.byte(frame, 12) * 256 + string.byte(frame, 13)
        local size = head + math.max(n - 1, 0)
        if size > #frame then frame = redis.call('GETRANGE', key, 0, size - 1) else frame = string.sub(frame, 1, size) end
      end
      out[#out + 1] = name
      out[#out + 1] = frame
      live = live + 1
    end
  end
  if live > limit then return out end
  out[1] = names[#names]
  min = '(' .. out[1]
end
return out`)
)

// Get reads a value and its head in one round trip.
func (k *KV) Get(ctx context.Context, key string) (*store.KVEntry, error) {
	b, err := redis.Bytes(k.db.command(ctx, "GET", k.values+key))
	if errors.Is(err, redis.ErrNil) {
		return nil, nil
	}
	if err != nil {
		return nil, k.failed(ctx, "read", err)
	}
	e, err := decode(b)
	return e, k.failed(ctx, "read", err)
}

// GetMany reads all keys in one round trip.
func (k *KV) GetMany(ctx context.Context, keys []string) ([]*store.KVEntry, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	names := make([]any, len(keys))
	for i, key := range keys {
		names[i] = k.values + key
	}
	values, err := redis.ByteSlices(k.db.command(ctx, "MGET", names...))
	if err != nil {
		return nil, k.failed(ctx, "read", err)
	}
	out := make([]*store.KVEntry, len(keys))
	for i, v := range values {
		if v == nil {
			continue
		}
		if out[i], err = decode(v); err != nil {
			return nil, k.failed(ctx, "read", err)
		}
	}
	return out, nil
}

// Put writes value, metadata and name together.
func (k *KV) Put(ctx context.Context, key string, e store.KVEntry) error {
	expiry := any("")
	if !e.Expires.IsZero() {
		expiry = e.Expires.UnixMilli()
	}
	_, err := k.db.script(ctx, putScript, k.values+key, k.names, key, encode(e), expiry)
	return k.failed(ctx, "write", err)
}

// Delete removes value and name together.
func (k *KV) Delete(ctx context.Context, key string) error {
	_, err := k.db.script(ctx, deleteScript, k.values+key, k.names, key)
	return k.failed(ctx, "write", err)
}

// List reads a page of names. Its order is memcmp, which is what ZRANGEBYLEX
// does for members of equal score.
func (k *KV) List(ctx context.Context, o store.KVListOptions) (store.KVPage, error) {
	lower, upper := "-", "+"
	switch {
	case o.After >= o.Prefix && o.After != "":
		lower = "(" + o.After
	case o.Prefix != "":
		lower = "[" + o.Prefix
	}
	if end, ok := store.PrefixEnd(o.Prefix); ok {
		upper = "(" + string(end)
	}
	reply, err := redis.Strings(k.db.script(ctx, listScript, k.names, lower, upper, o.Limit, k.values, headSize))
	if err != nil {
		return store.KVPage{}, k.failed(ctx, "list", err)
	}
	page := store.KVPage{Complete: true}
	for i := 1; i+1 < len(reply); i += 2 {
		if len(page.Keys) == o.Limit {
			page.Complete, page.After = false, page.Keys[o.Limit-1].Name
			return page, nil
		}
		n := store.KVName{Name: reply[i]}
		frame := []byte(reply[i+1])
		expires, meta, err := head(frame)
		if err != nil || meta > len(frame)-headSize {
			return store.KVPage{}, k.failed(ctx, "list", errFrame)
		}
		n.Expires = expires
		if meta >= 0 {
			n.Metadata = frame[headSize : headSize+meta]
		}
		page.Keys = append(page.Keys, n)
	}
	if len(reply) > 0 && reply[0] != "" {
		page.Complete, page.After = false, reply[0]
	}
	return page, nil
}

// failed wraps err; when the caller has gone, that is the reason to give.
func (k *KV) failed(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return k.db.failed(doing, err)
}
