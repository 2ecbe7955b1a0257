package store

import (
	"context"
	"io"
	"strconv"
	"time"
)

// R2 is one bucket of the R2 binding. Keys are ordered by their UTF-8 bytes.
// Bodies are streamed in both directions. What a script did wrong, and what R2
// answers with a code, is a *R2Error; every other error is the store's.
type R2 interface {
	// Head returns nil, nil for a key that is missing.
	Head(ctx context.Context, key string) (*R2Object, error)
	// Get returns nil for a missing key, and no body when the condition does not
	// hold. The body has Range.Length bytes; it stays whole when the object is
	// replaced or deleted while somebody reads it.
	Get(ctx context.Context, key string, o R2Get) (*R2Object, io.ReadCloser, error)
	// Put reads size bytes of body to their end. It returns nil, nil when the
	// condition does not hold. An error of body is returned as it is.
	Put(ctx context.Context, key string, body io.Reader, size int64, o R2Put) (*R2Object, error)
	// Delete of a missing key is not an error.
	Delete(ctx context.Context, keys []string) error
	List(ctx context.Context, o R2List) (R2Page, error)

	// CreateUpload begins an object that comes in parts. One that is neither
	// completed nor aborted is aborted after seven days.
	CreateUpload(ctx context.Context, key string, m R2Metadata) (id string, err error)
	// UploadPart stores a part, in the place of one with the same number.
	UploadPart(ctx context.Context, key, id string, number int, body io.Reader, size int64) (etag string, err error)
	CompleteUpload(ctx context.Context, key, id string, parts []R2Part) (*R2Object, error)
	AbortUpload(ctx context.Context, key, id string) error
}

// R2Metadata is what an object carries beside its body. HTTP and Custom are the
// JSON objects that the API made; stores keep them as they are.
type R2Metadata struct {
	HTTP   string `json:"http"`
	Custom string `json:"custom"`
	Class  string `json:"storageClass"`
}

// R2Object is an object without its body. Uploaded has milliseconds. Sums are
// checksums in hexadecimal by name ("md5", "sha256").
type R2Object struct {
	Key      string
	Version  string
	Size     int64
	ETag     string
	Uploaded time.Time
	Sums     map[string]string
	R2Metadata
	Range *R2Span
}

// R2Span is a part of a body.
type R2Span struct {
	Offset int64 `json:"offset"`
	Length int64 `json:"length"`
}

// R2Get says when and which part to read. Nil is always, and all.
type R2Get struct {
	OnlyIf *R2Condition `json:"onlyIf"`
	Range  *R2Range     `json:"range"`
}

// R2Put is what belongs to a body.
type R2Put struct {
	R2Metadata
	OnlyIf *R2Condition `json:"onlyIf"`
	Sum    *R2Sum       `json:"sum"`
}

// R2Sum is a checksum that a body must have: Name is "md5", "sha1", …
type R2Sum struct {
	Name string `json:"name"`
	Hex  string `json:"hex"`
}

// R2Part is a part that was uploaded.
type R2Part struct {
	Number int    `json:"partNumber"`
	ETag   string `json:"etag"`
}

// R2List selects a page. Keys up to After and up to the one that Cursor stands
// for are left out.
type R2List struct {
	Prefix    string `json:"prefix"`
	Delimiter string `json:"delimiter"`
	After     string `json:"startAfter"`
	Cursor    string `json:"cursor"`
	Limit     int    `json:"limit"`
	// Whether objects come with their metadata.
	HTTP   bool `json:"http"`
	Custom bool `json:"custom"`
}

// R2Page is a page: objects and, when there is a delimiter, what keys have up to
// it. Cursor is "" on the last one.
type R2Page struct {
	Objects  []*R2Object
	Prefixes []string
	Cursor   string
}

// R2Error is an answer of R2 that is no object.
type R2Error struct {
	Code int
	// Actual is the checksum that a body had; R2BadDigest only.
	Actual string
}

func (e *R2Error) Error() string { return "R2 error " + strconv.Itoa(e.Code) }

// R2's codes; the texts are in bindings/r2/r2_api.ts.
const (
	R2Internal      = 10001
	R2EntityTooWee  = 10011
	R2NoSuchUpload  = 10024
	R2InvalidPart   = 10025
	R2BadDigest     = 10037
	R2InvalidRange  = 10039
	R2BadUpload     = 10048
	R2MinimalPart   = 5 << 20
	R2UploadExpires = 7 * 24 * time.Hour
)

// R2Condition is what must hold of the object that is there. An empty list and
// a nil time are no condition.
type R2Condition struct {
	Matches []R2ETag `json:"matches"`
	Differs []R2ETag `json:"differs"`
	Before  *int64   `json:"before"` // milliseconds
	After   *int64   `json:"after"`
	Seconds bool     `json:"seconds"` // compare whole seconds
}

// R2ETag is one that a condition names; Any is *.
type R2ETag struct {
	Value string `json:"value"`
	Weak  bool   `json:"weak"`
	Any   bool   `json:"any"`
}

// Holds says whether the condition holds of an object with this ETag, or of no
// object when there is none. A nil condition always does.
func (c *R2Condition) Holds(there bool, etag string, uploaded int64) bool {
	if c == nil {
		return true
	}
	if !there {
		return len(c.Matches) == 0 && c.After == nil
	}
	matches := len(c.Matches) == 0 || named(c.Matches, etag, false)
	differs := len(c.Differs) == 0 || !named(c.Differs, etag, true)
	whole := func(ms int64) int64 {
		if c.Seconds {
			return ms - (ms%1000+1000)%1000
		}
		return ms
	}
	at := whole(uploaded)
	// An ETag that decided takes precedence over the time: RFC 9110 §13.2.2.
	after := c.After == nil || whole(*c.After) < at || len(c.Differs) > 0 && differs
	before := c.Before == nil || at < whole(*c.Before) || len(c.Matches) > 0 && matches
	return matches && differs && after && before
}

// named looks for etag in the list. A weak one counts only where that is enough.
func named(list []R2ETag, etag string, weak bool) bool {
	for _, e := range list {
		if e.Any || e.Value == etag && (weak || !e.Weak) {
			return true
		}
	}
	return false
}

// R2Range is a part as a script asks for it. Lenient is one from a Range header,
// which means the whole object when it cannot be satisfied.
type R2Range struct {
	Offset  *int64 `json:"offset"`
	Length  *int64 `json:"length"`
	Suffix  *int64 `json:"suffix"`
	Lenient bool   `json:"lenient"`
}

// Of is the part of an object of size bytes.
func (r *R2Range) Of(size int64) (R2Span, error) {
	whole := R2Span{0, size}
	if r == nil {
		return whole, nil
	}
	s := whole
	ok := true
	switch {
	case r.Suffix != nil:
		n := min(*r.Suffix, size)
		s = R2Span{size - n, n}
		ok = *r.Suffix > 0 && !(r.Lenient && *r.Suffix >= size)
	case r.Offset != nil:
		s = R2Span{*r.Offset, size - *r.Offset}
	}
	if r.Suffix == nil && r.Length != nil {
		ok = *r.Length > 0
		s.Length = min(*r.Length, s.Length)
	}
	switch {
	case ok && s.Length > 0:
		return s, nil
	case r.Lenient:
		return whole, nil
	}
	return whole, &R2Error{Code: R2InvalidRange}
}
