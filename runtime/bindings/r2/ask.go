package r2

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/webapi/globals"
	"github.com/w2c-dev/w2c/runtime/webapi/streams"
)

// bucket is one binding in one isolate. Questions and answers pass as JSON, whose
// functions are taken before a script can replace them; bodies pass as streams.
type bucket struct {
	l     *jsloop.Loop
	store store.R2
	name  string

	stringify, parse goja.Callable
}

func (k *bucket) capture() error {
	json := k.l.VM().Get("JSON").ToObject(k.l.VM())
	var one, two bool
	k.stringify, one = goja.AssertFunction(json.Get("stringify"))
	k.parse, two = goja.AssertFunction(json.Get("parse"))
	if !one || !two {
		return errors.New("there is no JSON")
	}
	return nil
}

// question is Question of r2_api.ts.
type question struct {
	Key  string   `json:"key"`
	Keys []string `json:"keys"`
	Size int64    `json:"size"`

	OnlyIf *store.R2Condition `json:"onlyIf"`
	Range  *store.R2Range     `json:"range"`
	Sum    *store.R2Sum       `json:"sum"`

	// Text for put and create, a boolean for list.
	HTTP   any    `json:"http"`
	Custom any    `json:"custom"`
	Class  string `json:"storageClass"`

	UploadID   string         `json:"uploadId"`
	PartNumber int            `json:"partNumber"`
	Parts      []store.R2Part `json:"parts"`

	Prefix     string `json:"prefix"`
	Delimiter  string `json:"delimiter"`
	StartAfter string `json:"startAfter"`
	Cursor     string `json:"cursor"`
	Limit      int    `json:"limit"`
}

func (q question) metadata() store.R2Metadata {
	http, _ := q.HTTP.(string)
	custom, _ := q.Custom.(string)
	return store.R2Metadata{HTTP: http, Custom: custom, Class: q.Class}
}

// stored is Stored of r2_api.ts.
type stored struct {
	Key      string            `json:"key"`
	Version  string            `json:"version"`
	Size     int64             `json:"size"`
	ETag     string            `json:"etag"`
	Uploaded int64             `json:"uploaded"`
	Sums     map[string]string `json:"sums"`
	store.R2Metadata
	Range *store.R2Span `json:"range,omitempty"`
}

func shown(o *store.R2Object) *stored {
	if o == nil {
		return nil
	}
	return &stored{o.Key, o.Version, o.Size, o.ETag, o.Uploaded.UnixMilli(), o.Sums, o.R2Metadata, o.Range}
}

// outcome is Outcome of r2_api.ts.
type outcome struct {
	Error    int       `json:"error,omitempty"`
	Actual   string    `json:"actual,omitempty"`
	Object   *stored   `json:"object,omitempty"`
	Objects  []*stored `json:"objects,omitempty"`
	Prefixes []string  `json:"prefixes,omitempty"`
	Cursor   string    `json:"cursor,omitempty"`
	UploadID string    `json:"uploadId,omitempty"`
	ETag     string    `json:"etag,omitempty"`

	body io.ReadCloser
}

// lengthOf is Store.lengthOf of r2_api.ts.
func (k *bucket) lengthOf(call goja.FunctionCall) goja.Value {
	vm := k.l.VM()
	all := k.l.Internals().Get("streams").ToObject(vm)
	state, err := k.method(all, "stateOf")(all, call.Argument(0))
	if err != nil {
		k.l.Throw(err)
	}
	length, err := k.method(all, "knownLength")(all, state)
	if err != nil {
		k.l.Throw(err)
	}
	if goja.IsUndefined(length) || length.ToInteger() < 0 {
		return goja.Undefined()
	}
	return length
}

func (k *bucket) method(o *goja.Object, name string) goja.Callable {
	f, ok := goja.AssertFunction(o.Get(name))
	if !ok {
		k.l.ThrowType("streams have no %s", name)
	}
	return f
}

// ask is Store.ask of r2_api.ts.
func (k *bucket) ask(call goja.FunctionCall) goja.Value {
	if k.l.TopLevel() {
		globals.InHandler(k.l)
	}
	method := call.Argument(0).String()
	text, err := k.stringify(goja.Undefined(), call.Argument(1))
	if err != nil {
		k.l.Throw(err)
	}
	var q question
	if err := json.Unmarshal([]byte(text.String()), &q); err != nil {
		k.l.Throw(err)
	}
	body, err := k.body(call.Argument(2))
	if err != nil {
		k.l.Throw(err)
	}
	return k.l.Async("r2."+method, func(ctx context.Context) (jsloop.Settle, error) {
		var in *input
		if body != nil {
			in = &input{Reader: body}
			defer body.Close()
		}
		out, err := k.run(ctx, method, q, in)
		var refused *store.R2Error
		switch {
		case errors.As(err, &refused):
			out = outcome{Error: refused.Code, Actual: refused.Actual}
		case err != nil && in != nil && in.err != nil:
			return nil, in.err // the script's stream failed
		case err != nil:
			k.l.Log().Error("r2 store", "binding", k.name, "op", method, "error", err.Error())
			out = outcome{Error: store.R2Internal}
		}
		return func() (goja.Value, error) { return k.answer(out) }, nil
	})
}

// body is what is to be stored: bytes or a stream.
func (k *bucket) body(v goja.Value) (io.ReadCloser, error) {
	if goja.IsUndefined(v) {
		return nil, nil
	}
	if b, ok := jsloop.CopyBytes(v); ok {
		return io.NopCloser(bytes.NewReader(b)), nil
	}
	return streams.Reader(k.l, v)
}

// input remembers why a body failed.
type input struct {
	io.Reader
	err error
}

func (in *input) Read(p []byte) (int, error) {
	n, err := in.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		in.err = err
	}
	return n, err
}

func (k *bucket) run(ctx context.Context, method string, q question, in io.Reader) (out outcome, err error) {
	var o *store.R2Object
	switch method {
	case "head":
		o, err = k.store.Head(ctx, q.Key)
	case "get":
		o, out.body, err = k.store.Get(ctx, q.Key, store.R2Get{OnlyIf: q.OnlyIf, Range: q.Range})
	case "put":
		o, err = k.store.Put(ctx, q.Key, in, q.Size, store.R2Put{R2Metadata: q.metadata(), OnlyIf: q.OnlyIf, Sum: q.Sum})
	case "delete":
		err = k.store.Delete(ctx, q.Keys)
	case "list":
		return k.list(ctx, q)
	case "create":
		out.UploadID, err = k.store.CreateUpload(ctx, q.Key, q.metadata())
	case "part":
		out.ETag, err = k.store.UploadPart(ctx, q.Key, q.UploadID, q.PartNumber, in, q.Size)
	case "complete":
		o, err = k.store.CompleteUpload(ctx, q.Key, q.UploadID, q.Parts)
	case "abort":
		err = k.store.AbortUpload(ctx, q.Key, q.UploadID)
	}
	out.Object = shown(o)
	return out, err
}

func (k *bucket) list(ctx context.Context, q question) (outcome, error) {
	page, err := k.store.List(ctx, store.R2List{
		Prefix: q.Prefix, Delimiter: q.Delimiter, After: q.StartAfter, Cursor: q.Cursor, Limit: q.Limit,
		HTTP: q.HTTP == true, Custom: q.Custom == true,
	})
	out := outcome{Prefixes: page.Prefixes, Cursor: page.Cursor}
	for _, o := range page.Objects {
		out.Objects = append(out.Objects, shown(o))
	}
	return out, err
}

// answer makes the object of an outcome.
func (k *bucket) answer(out outcome) (goja.Value, error) {
	text, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	v, err := k.parse(goja.Undefined(), k.l.VM().ToValue(string(text)))
	if err != nil || out.body == nil {
		return v, err
	}
	body := streams.FromReaderN(k.l, out.body, out.Object.Range.Length)
	return v, v.(*goja.Object).Set("body", body)
}
