// Package store holds the storage interfaces that bindings are written
// against, with their contracts. Drivers live below (sqlite, redis); which one
// serves a binding is decided by its URL in store/drivers; store/storetest is
// the suite every driver passes.
//
// The contract common to all: when a write returns nil it is durable: it
// survives kill -9 of this process and, for services, whatever the service
// promises when it acknowledges.
package store

import (
	"context"
	"io/fs"
	"time"

	"github.com/w2c-dev/w2c/runtime/manifest"
)

// KV is one namespace of the KV binding. Keys are ordered by their UTF-8 bytes.
// Reads see every acknowledged write (stronger than Cloudflare, which lets
// other places see a write up to 60 s later).
type KV interface {
	// Get returns nil, nil for a key that is missing or expired.
	Get(ctx context.Context, key string) (*KVEntry, error)
	// GetMany returns one element per key, nil for missing.
	GetMany(ctx context.Context, keys []string) ([]*KVEntry, error)
	Put(ctx context.Context, key string, e KVEntry) error
	// Delete of a missing key is not an error.
	Delete(ctx context.Context, key string) error
	List(ctx context.Context, o KVListOptions) (KVPage, error)
}

// KVEntry is a stored value. Metadata is the JSON text given to put, or nil.
// Expires is zero for never, else a whole number of seconds since 1970.
type KVEntry struct {
	Value    []byte
	Metadata []byte
	Expires  time.Time
}

// KVListOptions selects a page. After is the last key of the page before
// (exclusive); Limit is at least 1.
type KVListOptions struct {
	Prefix string
	After  string
	Limit  int
}

// KVPage is one page of names. Complete says that no name follows; an
// incomplete page may be empty (names that expired while the page was read).
// After resumes behind this page.
type KVPage struct {
	Keys     []KVName
	Complete bool
	After    string
}

// KVName is one name of a page, without its value.
type KVName struct {
	Name     string
	Metadata []byte
	Expires  time.Time
}

// D1 is one database of the D1 binding: SQLite, as Cloudflare has set it up
// (foreign keys on, an authorizer, numbers bound as REAL).
type D1 interface {
	// Run runs the queries in order, in one transaction, and returns one result
	// each. A *QueryError is the script's own mistake; nothing was written then.
	Run(ctx context.Context, queries []D1Query) ([]D1Result, error)
	// Bookmark names the state that every query so far has left. Bookmarks sort
	// by time as text.
	Bookmark() string
}

// D1Query is one text, of one statement or several. Params go to the last:
// float64, string, []byte or nil.
type D1Query struct {
	SQL    string
	Params []any
}

// D1Result is what the last statement of a text gave: values are int64,
// float64, string, []byte or nil.
type D1Result struct {
	Columns []string
	Rows    [][]any
	Meta    D1Meta
}

// D1Meta is what Workers see of a query's work.
type D1Meta struct {
	Duration              time.Duration
	SizeAfter             int64 // bytes of the database
	RowsRead, RowsWritten int64
	LastRowID, Changes    int64
	Changed               bool
}

// D1Migrations are the steps that make a database's schema. Those whose name is
// in Table, as wrangler keeps it, have been done.
type D1Migrations struct {
	Table string
	Steps []D1Migration // in order
}

// D1Migration is one file of SQL.
type D1Migration struct{ Name, SQL string }

// QueryError is what a database says of a query, as Workers show it.
type QueryError struct{ Text string }

func (e *QueryError) Error() string { return e.Text }

// RateLimit counts for the keys of one namespace.
type RateLimit interface {
	// Take adds weight to the key's count in the current window of period seconds
	// and reports true, or false when the count had reached limit. Windows begin
	// at whole multiples of their period.
	Take(key string, limit float64, period int64, weight float64) bool
}

// Lease elects one machine of a fleet. Acquire reports true for exactly one
// caller per key; the key may be forgotten after ttl.
type Lease interface {
	Acquire(ctx context.Context, key string, ttl time.Duration) (bool, error)
}

// Opener gives bindings their stores. A host has one Opener for the whole
// process; opening the same binding twice gives the same store, so isolates share.
type Opener interface {
	// KV opens the namespace id for binding b.
	KV(ctx context.Context, b manifest.Binding, namespace string) (KV, error)
	// D1 opens the database id for binding b and brings its schema up to date.
	D1(ctx context.Context, b manifest.Binding, id string, m D1Migrations) (D1, error)
	// R2 opens the bucket for binding b.
	R2(ctx context.Context, b manifest.Binding, bucket string) (R2, error)
	// Queue opens a queue by its name, for the producer that is called binding, or
	// for a consumer, when that is "".
	Queue(ctx context.Context, name, binding string) (Queue, error)
	// RateLimit gives the counts of a namespace on this machine.
	RateLimit(b manifest.Binding, namespace string) RateLimit
	// Analytics opens a dataset of Analytics Engine; nil for an app of several
	// machines, whose data points are lines of the log.
	Analytics(ctx context.Context, b manifest.Binding, dataset string) (Analytics, error)
	// Lease opens the fleet-wide lease; a single machine gets a local one.
	Lease(ctx context.Context) (Lease, error)
	// Dir is a read-only folder that ships with the Worker, such as its assets.
	Dir(name string) (fs.FS, error)
	// Var is a variable of the process environment: secrets and overrides.
	Var(name string) (string, bool)
}
