package websocket

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// permessage-deflate, RFC 7692. Messages are packed each by itself, which every
// agreement allows and costs a connection no memory; what comes may refer back to
// earlier messages, so a window of what was unpacked is kept.

// params is an agreement, seen from this side. Bits of 0 are not spoken of.
type params struct {
	outNoContext, inNoContext bool
	outBits, inBits           int
}

// agree finds the first offer of a client that can be accepted, as workerd does.
func agree(offers string) (p params, ok bool) {
	for offer := range strings.SplitSeq(offers, ",") {
		if p, ok := parseParams(offer, false); ok {
			return p, true
		}
	}
	return params{}, false
}

// accepts reads a server's answer to an offer of ours.
func accepts(answer string) (params, bool) { return parseParams(answer, true) }

// parseParams reads one offer, or, when agreement is set, a server's choice.
func parseParams(text string, agreement bool) (p params, ok bool) {
	parts := strings.Split(text, ";")
	if strings.TrimSpace(parts[0]) != "permessage-deflate" || len(parts) > 5 {
		return p, false
	}
	var client, server params // out: what that side sends
	seen := map[string]bool{}
	for _, part := range parts[1:] {
		name, value, valued := strings.Cut(strings.TrimSpace(part), "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if seen[name] || valued && value == "" {
			return p, false
		}
		seen[name] = true
		side := &client
		if strings.HasPrefix(name, "server_") {
			side = &server
		}
		switch name {
		case "client_no_context_takeover", "server_no_context_takeover":
			if valued {
				return p, false
			}
			side.outNoContext = true
		case "client_max_window_bits", "server_max_window_bits":
			if !valued && (agreement || side == &server) {
				return p, false
			}
			side.outBits = 15
			if valued {
				n, err := strconv.Atoi(value)
				if err != nil || n < 8 || n > 15 {
					return p, false
				}
				side.outBits = n
			}
		default:
			return p, false
		}
	}
	if agreement {
		return params{client.outNoContext, server.outNoContext, client.outBits, server.outBits}, true
	}
	return params{server.outNoContext, client.outNoContext, server.outBits, client.outBits}, true
}

// String is the agreement as a server writes it.
func (p params) String() string {
	s := "permessage-deflate"
	if p.inNoContext {
		s += "; client_no_context_takeover"
	}
	if p.outNoContext {
		s += "; server_no_context_takeover"
	}
	if p.inBits != 0 {
		s += fmt.Sprintf("; client_max_window_bits=%d", p.inBits)
	}
	if p.outBits != 0 {
		s += fmt.Sprintf("; server_max_window_bits=%d", p.outBits)
	}
	return s
}

// deflate packs and unpacks the messages of one connection.
type deflate struct {
	params
	window []byte // what was unpacked last
}

func newDeflate(p params) *deflate { return &deflate{params: p} }

const windowSize = 32 << 10

// Writers are large, so they are shared; connections hold none between messages.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is valid
	}
	return w
}}

// pack compresses a message. A message that could refer back further than the
// other side agreed to is left as it is, which is allowed of every message.
func (d *deflate) pack(b []byte) ([]byte, bool) {
	if d.outBits != 0 && len(b) > 1<<d.outBits {
		return nil, false
	}
	if len(b) == 0 {
		return []byte{0}, true // RFC 7692 §7.2.3.6
	}
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	var z bytes.Buffer
	w.Reset(&z)
	if _, err := w.Write(b); err != nil {
		return nil, false
	}
	if err := w.Flush(); err != nil {
		return nil, false
	}
	return bytes.TrimSuffix(z.Bytes(), []byte{0, 0, 0xff, 0xff}), true
}

// tail ends a message for the decompressor: what the sender took away, and an
// empty last block.
const tail = "\x00\x00\xff\xff\x01\x00\x00\xff\xff"

var unpackers = sync.Pool{New: func() any { return flate.NewReader(strings.NewReader("")) }}

func (d *deflate) unpack(b []byte, limit int) ([]byte, error) {
	r := unpackers.Get().(io.ReadCloser)
	defer unpackers.Put(r)
	if err := r.(flate.Resetter).Reset(io.MultiReader(bytes.NewReader(b), strings.NewReader(tail)), d.window); err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, violation(1002, "Invalid compressed data")
	}
	if len(out) > limit {
		return nil, violation(1009, "Message is too large")
	}
	if !d.inNoContext {
		d.remember(out)
	}
	return out, nil
}

func (d *deflate) remember(b []byte) {
	if len(b) >= windowSize {
		d.window = append(d.window[:0], b[len(b)-windowSize:]...)
		return
	}
	if over := len(d.window) + len(b) - windowSize; over > 0 {
		d.window = append(d.window[:0], d.window[over:]...)
	}
	d.window = append(d.window, b...)
}
