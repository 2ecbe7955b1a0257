package gojahost

import (
	"encoding/json"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/runtime/httpd"
)

// output is the log: one JSON object a line on stdout. Access lines are written
// by hand into a buffer that is flushed a few times a second, so that a line
// costs no system call; whatever is a warning or worse is flushed at once.
type output struct {
	level slog.Level

	mu    sync.Mutex
	w     io.Writer
	buf   []byte
	armed bool
	timer *time.Timer

	second int64 // that prefix is of
	prefix []byte
}

const (
	flushEvery = 100 * time.Millisecond
	flushAt    = 32 << 10
)

func newOutput(w io.Writer, level slog.Level) *output {
	return &output{w: w, level: level, buf: make([]byte, 0, flushAt+4096)}
}

// Write takes whole lines; it is what slog writes to.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.buf = append(o.buf, p...)
	o.flush()
	return len(p), nil
}

// Flush writes what is buffered.
func (o *output) Flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.armed = false
	o.flush()
}

func (o *output) flush() {
	if len(o.buf) == 0 {
		return
	}
	// When stdout is gone, so is whoever could read of it.
	_, _ = o.w.Write(o.buf)
	o.buf = o.buf[:0]
}

// handler is slog's way in. Names of keys are those of access lines.
func (o *output) handler() slog.Handler {
	return slog.NewJSONHandler(o, &slog.HandlerOptions{
		Level: o.level,
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) > 0 {
				return a
			}
			switch a.Key {
			case slog.TimeKey:
				return slog.String(slog.TimeKey, a.Value.Time().UTC().Format(timeFormat))
			case slog.LevelKey:
				if l, ok := a.Value.Any().(slog.Level); ok {
					return slog.String(slog.LevelKey, levelName(l))
				}
			}
			return a
		},
	})
}

const timeFormat = "2006-01-02T15:04:05.000Z"

func levelName(l slog.Level) string {
	switch {
	case l >= slog.LevelError:
		return "error"
	case l >= slog.LevelWarn:
		return "warn"
	case l >= slog.LevelInfo:
		return "info"
	}
	return "debug"
}

// access writes the line of one request.
func (o *output) access(s *server, x *exchange, took time.Duration) {
	q := x.req
	if o.level > slog.LevelInfo {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	b := o.buf
	b = append(b, `{"time":"`...)
	b = o.appendTime(b, q.Began.Add(took))
	b = append(b, `","level":"info","msg":"request","request_id":`...)
	b = appendString(b, x.id)
	if id := traceID(q); id != "" {
		b = append(b, `,"trace_id":"`...)
		b = append(b, id...)
		b = append(b, '"')
	}
	b = append(b, `,"method":`...)
	b = appendString(b, q.Method)
	b = append(b, `,"path":`...)
	b = appendString(b, q.Path())
	b = append(b, `,"status":`...)
	b = strconv.AppendInt(b, int64(x.status), 10)
	b = append(b, `,"duration_ms":`...)
	b = strconv.AppendFloat(b, float64(took.Microseconds())/1000, 'f', 3, 64)
	b = append(b, `,"bytes":`...)
	b = strconv.AppendInt(b, x.bytes, 10)
	switch s.config.LogIP {
	case "full":
		b = append(b, `,"client_ip":`...)
		b = appendString(b, x.client.address)
	case "anonymized":
		b = append(b, `,"client_ip":"`...)
		b = append(appendAnonymized(b, x.client.addr), '"')
	}
	if s.config.Region != "" {
		b = append(b, `,"region":`...)
		b = appendString(b, s.config.Region)
	}
	o.buf = append(b, "}\n"...)
	if len(o.buf) >= flushAt {
		o.flush()
		return
	}
	if o.armed {
		return
	}
	o.armed = true
	if o.timer == nil {
		o.timer = time.AfterFunc(flushEvery, o.Flush)
		return
	}
	o.timer.Reset(flushEvery)
}

// appendTime is t in timeFormat; what stands before the milliseconds is the same
// for a second.
func (o *output) appendTime(b []byte, t time.Time) []byte {
	if second := t.Unix(); second != o.second || len(o.prefix) == 0 {
		o.second = second
		o.prefix = t.UTC().AppendFormat(o.prefix[:0], "2006-01-02T15:04:05.")
	}
	ms := t.Nanosecond() / int(time.Millisecond)
	return append(append(b, o.prefix...), byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10), 'Z')
}

// appendString is s as JSON; nearly all are plain.
func appendString(b []byte, s string) []byte {
	for k := range len(s) {
		if c := s[k]; c < 0x20 || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			text, _ := json.Marshal(s)
			return append(b, text...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// traceID is the trace of a traceparent header.
// https://www.w3.org/TR/trace-context/#traceparent-header
func traceID(q *httpd.Request) string {
	v, n := q.Get("traceparent")
	if n != 1 || len(v) < 36 || v[2] != '-' || v[35] != '-' {
		return ""
	}
	id := v[3:35]
	for k := range len(id) {
		if c := id[k]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return ""
		}
	}
	return id
}

func writeJSON(w io.Writer, v any) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}
