package sqlite

import (
	"context"
	"crypto/md5"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
)

// States of an upload. One that is over is remembered as long as one that is not,
// because it answers differently from one that never was.
const (
	underWay = iota
	completed
	aborted
)

// CreateUpload remembers the metadata for when the object is complete.
func (b *R2) CreateUpload(ctx context.Context, key string, m store.R2Metadata) (string, error) {
	id := newID() + newID()
	return id, b.commit1(ctx, func(tx *sql.Tx) ([]blob, error) {
		_, err := tx.Exec(`INSERT INTO uploads (id, key, state, created, http, custom, class) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			id, []byte(key), underWay, b.now().UnixMilli(), m.HTTP, m.Custom, m.Class)
		return nil, err
	})
}

// upload is a row of uploads; there is false when key and id belong to none.
func upload(tx *sql.Tx, key, id string) (state int, m store.R2Metadata, there bool, err error) {
	err = tx.QueryRow(`SELECT state, http, custom, class FROM uploads WHERE id = ? AND key = ?`, id, []byte(key)).Scan(&state, &m.HTTP, &m.Custom, &m.Class)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, m, false, nil
	}
	return state, m, true, err
}

// UploadPart writes the part first, as Put does.
func (b *R2) UploadPart(ctx context.Context, key, id string, number int, body io.Reader, size int64) (string, error) {
	digest := newDigests(nil)
	blobID, err := b.blobs.write(ctx, body, size, digest)
	if err != nil {
		return "", err
	}
	etag := newID()
	var refused error
	err = b.commit1(ctx, func(tx *sql.Tx) ([]blob, error) {
		state, _, there, err := upload(tx, key, id)
		if err != nil {
			return nil, err
		}
		refused = nil
		if !there || state != underWay {
			refused = &store.R2Error{Code: store.R2NoSuchUpload}
			return nil, nil
		}
		var replaced []blob
		var old string
		err = tx.QueryRow(`SELECT blob FROM parts WHERE upload = ? AND number = ?`, id, number).Scan(&old)
		if err == nil {
			replaced = []blob{{ID: old}}
		} else if !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		_, err = tx.Exec(`INSERT OR REPLACE INTO parts (upload, number, blob, size, etag, md5) VALUES (?, ?, ?, ?, ?, ?)`,
			id, number, blobID, size, etag, digest.md5())
		return replaced, err
	})
	if err = errors.Join(err, refused); err != nil {
		b.blobs.discard(blobID)
		return "", err
	}
	b.blobs.settle(blobID)
	return etag, nil
}

// part is a row of parts.
type part struct {
	number int
	blob   blob
	etag   string
	md5    string
}

func parts(tx *sql.Tx, id string) (map[int]part, error) {
	rows, err := tx.Query(`SELECT number, blob, size, etag, md5 FROM parts WHERE upload = ?`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int]part{}
	for rows.Next() {
		var p part
		if err := rows.Scan(&p.number, &p.blob.ID, &p.blob.Size, &p.etag, &p.md5); err != nil {
			return nil, err
		}
		all[p.number] = p
	}
	return all, rows.Err()
}

// CompleteUpload makes the object of the parts' files as they are.
func (b *R2) CompleteUpload(ctx context.Context, key, id string, list []store.R2Part) (*store.R2Object, error) {
	var (
		o       *store.R2Object
		refused error
	)
	err := b.commit1(ctx, func(tx *sql.Tx) (removed []blob, err error) {
		o, removed, err = b.complete(tx, key, id, list)
		refused = nil
		var e *store.R2Error
		if errors.As(err, &e) {
			refused, err = e, nil
		}
		return removed, err
	})
	if err = errors.Join(err, refused); err != nil {
		return nil, err
	}
	return o, nil
}

// complete changes nothing when it returns an R2Error.
func (b *R2) complete(tx *sql.Tx, key, id string, list []store.R2Part) (*store.R2Object, []blob, error) {
	state, meta, there, err := upload(tx, key, id)
	switch {
	case err != nil:
		return nil, nil, err
	case !there:
		return nil, nil, &store.R2Error{Code: store.R2Internal}
	case state != underWay:
		return nil, nil, &store.R2Error{Code: store.R2NoSuchUpload}
	}
	all, err := parts(tx, id)
	if err != nil {
		return nil, nil, err
	}
	chosen, err := choose(all, list)
	if err != nil {
		return nil, nil, err
	}
	o := &store.R2Object{Key: key, Version: newID(), Uploaded: b.now(), Sums: map[string]string{}, R2Metadata: meta}
	digest := md5.New()
	made := []blob{}
	for _, p := range chosen {
		sum, err := hex.DecodeString(p.md5)
		if err != nil {
			return nil, nil, err
		}
		digest.Write(sum)
		o.Size += p.blob.Size
		made = append(made, p.blob)
		delete(all, p.number)
	}
	o.ETag = fmt.Sprintf("%x-%d", digest.Sum(nil), len(chosen))
	_, _, removed, err := current(tx, key)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range all { // parts that were not chosen
		removed = append(removed, p.blob)
	}
	if err := index(tx, o, made); err != nil {
		return nil, nil, err
	}
	return o, removed, b.end(tx, id, completed)
}

// choose finds the parts in the order of their numbers and applies R2's rules: all
// but the last have one size, which is no less than 5 MiB.
func choose(all map[int]part, list []store.R2Part) ([]part, error) {
	seen := map[int]bool{}
	for _, p := range list {
		if seen[p.Number] {
			return nil, &store.R2Error{Code: store.R2Internal}
		}
		seen[p.Number] = true
	}
	out := make([]part, len(list))
	for i, p := range list {
		have, ok := all[p.Number]
		if !ok || have.etag != p.ETag {
			return nil, &store.R2Error{Code: store.R2InvalidPart}
		}
		out[i] = have
	}
	if len(out) == 0 {
		return out, nil
	}
	for _, p := range out[:len(out)-1] {
		if p.blob.Size < store.R2MinimalPart {
			return nil, &store.R2Error{Code: store.R2EntityTooWee}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].number < out[j].number })
	for i, p := range out {
		last := i == len(out)-1
		if size := out[0].blob.Size; !last && (p.blob.Size != size || size < store.R2MinimalPart) || last && p.blob.Size > size {
			return nil, &store.R2Error{Code: store.R2BadUpload}
		}
	}
	return out, nil
}

// end marks an upload that is over and forgets its parts.
func (b *R2) end(tx *sql.Tx, id string, state int) error {
	_, err := tx.Exec(`UPDATE uploads SET state = ? WHERE id = ?`, state, id)
	if err == nil {
		_, err = tx.Exec(`DELETE FROM parts WHERE upload = ?`, id)
	}
	return err
}

// AbortUpload of an upload that is over does nothing.
func (b *R2) AbortUpload(ctx context.Context, key, id string) error {
	var refused error
	err := b.commit1(ctx, func(tx *sql.Tx) ([]blob, error) {
		state, _, there, err := upload(tx, key, id)
		refused = nil
		switch {
		case err != nil:
			return nil, err
		case !there:
			refused = &store.R2Error{Code: store.R2Internal}
			return nil, nil
		case state != underWay:
			return nil, nil
		}
		return b.abort(tx, id)
	})
	return errors.Join(err, refused)
}

func (b *R2) abort(tx *sql.Tx, id string) (removed []blob, err error) {
	all, err := parts(tx, id)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		removed = append(removed, p.blob)
	}
	return removed, b.end(tx, id, aborted)
}

// expire aborts uploads that nobody has ended for seven days. It runs on the
// writer's goroutine, so the transaction is its own; an error is of no interest,
// for the next minute tries again.
func (b *R2) expire() {
	tx, err := b.write.Begin()
	if err != nil {
		return
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	before := b.now().Add(-store.R2UploadExpires).UnixMilli()
	rows, err := tx.Query(`DELETE FROM uploads WHERE created < ? RETURNING id`, before)
	if err != nil {
		return
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if rows.Scan(&id) == nil {
			ids = append(ids, id)
		}
	}
	if rows.Err() != nil || len(ids) == 0 {
		return
	}
	var removed []blob
	for _, id := range ids {
		list, err := b.abort(tx, id)
		if err != nil {
			return
		}
		removed = append(removed, list...)
	}
	for _, r := range removed {
		if _, err := tx.Exec(`INSERT OR IGNORE INTO doomed (blob) VALUES (?)`, r.ID); err != nil {
			return
		}
	}
	if tx.Commit() != nil {
		return
	}
	b.held.Lock()
	defer b.held.Unlock()
	for _, r := range removed {
		b.remove(r.ID)
	}
}

// abandoned is how long nobody has touched a file in tmp that a process which
// died left behind: another process that still drains may be using a younger one.
const abandoned = time.Hour

// cleanUp removes what a process that died left: files that the index never
// learned of, and files that it has forgotten.
func (b *R2) cleanUp(age time.Duration) error {
	ids, err := b.blobs.leftovers(age, b.now())
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		known, err := b.known()
		if err != nil {
			return err
		}
		for _, id := range ids {
			if known[id] {
				b.blobs.settle(id)
			} else {
				b.blobs.discard(id)
			}
		}
	}
	rows, err := b.read.Query(`SELECT blob FROM doomed`)
	if err != nil {
		return err
	}
	defer rows.Close()
	b.held.Lock()
	defer b.held.Unlock()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		b.remove(id)
	}
	return rows.Err()
}

// known are all blobs that the index names.
func (b *R2) known() (map[string]bool, error) {
	rows, err := b.read.Query(`SELECT blobs FROM objects UNION ALL SELECT json_array(json_array(blob, size)) FROM parts`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		var list []blob
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			return nil, err
		}
		for _, l := range list {
			all[l.ID] = true
		}
	}
	return all, rows.Err()
}
