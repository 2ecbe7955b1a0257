// Package sqlite is the embedded store: SQLite files on the local disk, the
// default when no service is configured. The layouts of the files are described
// in ../FORMAT.md; the Node halves (bindings/kv/kv_sqlite.ts and
// bindings/queues/queue_sqlite.ts) read and write the same files.
package sqlite

import (
	"context"
	"time"
)

const (
	// applicationID marks files of KV. It reads "w2c1".
	applicationID = 0x77326331
	// queuesID marks files of queues. It reads "w2cq".
	queuesID = 0x77326371
	// sweepEvery is how often expired rows are deleted; they are invisible
	// from the second they expire.
	sweepEvery = time.Minute
)

var kvLayout = layout{id: applicationID, version: 1, table: "kv", sweep: sweepKV, schema: `
CREATE TABLE kv (
  id       INTEGER PRIMARY KEY,
  ns       TEXT NOT NULL,
  key      BLOB NOT NULL,
  expires  INTEGER,
  metadata TEXT,
  value    BLOB NOT NULL,
  UNIQUE (ns, key)
) STRICT;
CREATE INDEX kv_expires ON kv (expires) WHERE expires IS NOT NULL;
`}

// DB is one open file of KV namespaces. It serves any number of them.
type DB struct{ *file }

// Open opens the file at path and makes it, with its folder, when it is not
// there. A file that is not ours, is damaged or is newer than this program is
// refused and left as it is.
func Open(ctx context.Context, path string) (*DB, error) {
	f, err := kvLayout.open(ctx, path)
	if err != nil {
		return nil, err
	}
	return &DB{f}, nil
}
