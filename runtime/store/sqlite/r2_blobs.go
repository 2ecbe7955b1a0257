package sqlite

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
)

// blobs are the files of a bucket's bodies: blobs/<first two digits>/<id>, where
// the id is 32 random hexadecimal digits.
//
// A body is written to tmp/<id>, flushed, and linked to its place. The name in
// tmp goes when the index has the object, so that what lies there at a start is
// what a process that died left behind, and nothing else needs to be looked at.
type blobs struct{ dir string }

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func (s blobs) make() error {
	for _, name := range []string{"blobs", "tmp"} {
		if err := os.MkdirAll(filepath.Join(s.dir, name), 0o700); err != nil {
			return err
		}
	}
	return syncDir(s.dir)
}

func (s blobs) path(id string) string { return filepath.Join(s.dir, "blobs", id[:2], id) }
func (s blobs) temp(id string) string { return filepath.Join(s.dir, "tmp", id) }

var errLength = errors.New("the body has not the length that was announced")

// write stores a body under a new id. When it returns the file is on disk.
func (s blobs) write(ctx context.Context, body io.Reader, size int64, digest *digests) (id string, err error) {
	id = newID()
	if err := s.fill(ctx, id, body, size, digest); err != nil {
		s.discard(id)
		return "", err
	}
	return id, nil
}

func (s blobs) fill(ctx context.Context, id string, body io.Reader, size int64, digest *digests) error {
	f, err := os.OpenFile(s.temp(id), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", s.dir, reason(err))
	}
	defer f.Close()
	out := &sink{ctx: ctx, w: io.MultiWriter(f, digest)}
	n, err := io.Copy(out, body)
	switch {
	case out.err != nil:
		return fmt.Errorf("write %s: %w", s.dir, reason(out.err))
	case err != nil:
		return err // the body's own
	case n != size:
		return errLength
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write %s: %w", s.dir, reason(err))
	}
	if err := s.place(id); err != nil {
		return fmt.Errorf("write %s: %w", s.dir, reason(err))
	}
	return nil
}

// sink tells its own errors from those of the reader that is copied into it.
type sink struct {
	ctx context.Context
	w   io.Writer
	err error
}

func (s *sink) Write(p []byte) (n int, err error) {
	if s.err = s.ctx.Err(); s.err == nil {
		n, s.err = s.w.Write(p)
	}
	return n, s.err
}

// place gives the file its name, for good.
func (s blobs) place(id string) error {
	shard := filepath.Dir(s.path(id))
	if err := os.Mkdir(shard, 0o700); err == nil {
		if err := syncDir(filepath.Dir(shard)); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if os.Link(s.temp(id), s.path(id)) != nil { // a file system without links
		if err := os.Rename(s.temp(id), s.path(id)); err != nil {
			return err
		}
	}
	return syncDir(shard)
}

// settle forgets the name in tmp: the index has the blob.
func (s blobs) settle(id string) { _ = os.Remove(s.temp(id)) }

// discard takes a blob away that the index never had.
func (s blobs) discard(id string) {
	_ = os.Remove(s.path(id))
	_ = os.Remove(s.temp(id))
}

func (s blobs) remove(id string) error {
	if err := os.Remove(s.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// leftovers are the names in tmp that nobody has written to for so long.
func (s blobs) leftovers(age time.Duration, now time.Time) (ids []string, err error) {
	list, err := os.ReadDir(filepath.Join(s.dir, "tmp"))
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		info, err := e.Info()
		if err == nil && len(e.Name()) == 32 && now.Sub(info.ModTime()) >= age {
			ids = append(ids, e.Name())
		}
	}
	return ids, nil
}

// syncDir has the names in a folder written to disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// digests computes the MD5 of what is written to it, and one checksum more when
// one is to be compared.
type digests struct {
	io.Writer
	sum5, other hash.Hash
}

func newDigests(want *store.R2Sum) *digests {
	d := &digests{sum5: md5.New()}
	d.Writer = d.sum5
	if want != nil {
		if d.other = newHash(want.Name); d.other != nil {
			d.Writer = io.MultiWriter(d.sum5, d.other)
		}
	}
	return d
}

func newHash(name string) hash.Hash {
	switch name {
	case "sha1":
		return sha1.New()
	case "sha256":
		return sha256.New()
	case "sha384":
		return sha512.New384()
	case "sha512":
		return sha512.New()
	}
	return nil
}

func (d *digests) md5() string { return hex.EncodeToString(d.sum5.Sum(nil)) }

// sums are the checksums to remember, or the error of one that is not as wanted.
func (d *digests) sums(want *store.R2Sum) (map[string]string, error) {
	sums := map[string]string{"md5": d.md5()}
	if want == nil {
		return sums, nil
	}
	if d.other != nil {
		sums[want.Name] = hex.EncodeToString(d.other.Sum(nil))
	}
	if sums[want.Name] != want.Hex {
		return nil, &store.R2Error{Code: store.R2BadDigest, Actual: sums[want.Name]}
	}
	return sums, nil
}
