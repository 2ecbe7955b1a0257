package redis

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/w2c-dev/w2c/runtime/store"
)

// A value is stored behind a head that says what Redis itself does not tell in
// one round trip: the metadata and the expiry. Integers are big-endian.
//
//	0     1      format: 1
//	1     8      expires, seconds since 1970; 0 for never
//	9     4      length of the metadata plus one; 0 for none
//	13    …      metadata (JSON), then the value
const (
	frameFormat = 1
	headSize    = 13
)

var errFrame = errors.New("a stored value is not in a format this w2c reads")

func encode(e store.KVEntry) []byte {
	b := make([]byte, headSize, headSize+len(e.Metadata)+len(e.Value))
	b[0] = frameFormat
	if !e.Expires.IsZero() {
		binary.BigEndian.PutUint64(b[1:], uint64(e.Expires.Unix()))
	}
	if e.Metadata != nil {
		binary.BigEndian.PutUint32(b[9:], uint32(len(e.Metadata)+1))
	}
	return append(append(b, e.Metadata...), e.Value...)
}

func decode(b []byte) (*store.KVEntry, error) {
	expires, meta, err := head(b)
	if err != nil {
		return nil, err
	}
	if meta > len(b)-headSize {
		return nil, errFrame
	}
	e := &store.KVEntry{Expires: expires, Value: b[headSize:]}
	if meta >= 0 {
		e.Metadata, e.Value = b[headSize:headSize+meta:headSize+meta], b[headSize+meta:]
	}
	return e, nil
}

// head reads the first bytes of a frame; meta is -1 when there is none.
func head(b []byte) (expires time.Time, meta int, err error) {
	if len(b) < headSize || b[0] != frameFormat {
		return time.Time{}, 0, errFrame
	}
	if s := binary.BigEndian.Uint64(b[1:]); s != 0 {
		expires = time.Unix(int64(s), 0)
	}
	return expires, int(binary.BigEndian.Uint32(b[9:])) - 1, nil
}
