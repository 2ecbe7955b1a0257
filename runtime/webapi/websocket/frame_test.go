package websocket

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
)

// What scripts see is compared with workerd by testdata/conformance/websocket. The
// tests here are about bytes that no client sends.

// duplex reads what it was given and keeps what is written.
type duplex struct {
	io.Reader
	bytes.Buffer
}

func (d *duplex) Read(p []byte) (int, error) { return d.Reader.Read(p) }
func (d *duplex) Close() error               { return nil }

func receiver(b []byte, p *params) *Conn {
	return newConn(&duplex{Reader: bytes.NewReader(b)}, nil, false, p)
}

// FuzzReceive reads frames of every kind; whatever comes, messages stay within the
// limit, and a connection that gave an error gives no message afterwards.
func FuzzReceive(f *testing.F) {
	for _, seed := range []string{
		"\x81\x05hello", "\x81\x85\x01\x02\x03\x04iaiil", "\x01\x01a\x80\x01b", "\x89\x00\x81\x01x", "\x88\x02\x03\xe8",
		"\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00", "\x83\x00", "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff", "\x81\xfe\x00\x02", "\x00\x00", "\xc1\x01\x00\xc1\x01\x00",
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, packed bool) {
		var p *params
		if packed {
			p = &params{}
		}
		c := receiver(b, p)
		for range len(b) + 2 {
			m, err := c.Receive()
			if err != nil {
				var bad *ProtocolError
				if !errors.Is(err, ErrDisconnected) && !errors.As(err, &bad) {
					t.Fatalf("error of another kind: %v", err)
				}
				return
			}
			if len(m.Data) > MaxMessage {
				t.Fatalf("a message of %d bytes", len(m.Data))
			}
			if m.Kind != Text && m.Kind != Binary && m.Kind != Close {
				t.Fatalf("a message of kind %d", m.Kind)
			}
		}
		t.Fatal("more messages than bytes")
	})
}

// FuzzAgree checks that an agreement is understood by the side that gets it.
func FuzzAgree(f *testing.F) {
	for _, seed := range []string{"permessage-deflate", "permessage-deflate; client_max_window_bits=10; server_no_context_takeover", "x, permessage-deflate;server_max_window_bits=8", "permessage-deflate;=;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, offers string) {
		p, ok := agree(offers)
		if !ok {
			return
		}
		back, ok := accepts(p.String())
		if !ok {
			t.Fatalf("%q was agreed as %q, which cannot be read", offers, p)
		}
		if back.outBits != p.inBits || back.inBits != p.outBits || back.outNoContext != p.inNoContext || back.inNoContext != p.outNoContext {
			t.Fatalf("%q: agreed %+v, the other side reads %+v", offers, p, back)
		}
	})
}

// Messages of every length survive the way through two connections, compressed or
// not, and refer back where they may.
func TestThere(t *testing.T) {
	for _, p := range []*params{nil, {}, {outNoContext: true, inNoContext: true}, {outBits: 9, inBits: 9}} {
		a, b := net.Pipe()
		client, server := newConn(a, nil, true, p), newConn(b, bufio.NewReader(b), false, p)
		go func() {
			for _, n := range []int{0, 1, 125, 126, 65535, 65536, 300000} {
				_, _ = client.Queue(Message{Kind: Binary, Data: bytes.Repeat([]byte("abc"), n/3+1)[:n]}, func(error) {})
			}
			_, _ = client.Queue(Message{Kind: Close, Code: 3000, Data: []byte("over")}, func(error) {})
			client.End()
		}()
		for _, n := range []int{0, 1, 125, 126, 65535, 65536, 300000} {
			m, err := server.Receive()
			if err != nil || m.Kind != Binary || len(m.Data) != n || !strings.HasPrefix(strings.Repeat("abc", n/3+1), string(m.Data)) {
				t.Fatalf("%v: message of %d: kind %d, %d bytes, %v", p, n, m.Kind, len(m.Data), err)
			}
		}
		if m, err := server.Receive(); err != nil || m.Kind != Close || m.Code != 3000 || string(m.Data) != "over" {
			t.Fatalf("close: %+v, %v", m, err)
		}
		server.Abort()
	}
}

// A compressed message that grows without end is refused before it fills the memory.
func TestBomb(t *testing.T) {
	d := newDeflate(params{})
	packed, ok := d.pack(make([]byte, MaxMessage+1))
	if !ok {
		t.Fatal("not packed")
	}
	var bad *ProtocolError
	if _, err := d.unpack(packed, MaxMessage); !errors.As(err, &bad) || bad.Code != 1009 {
		t.Fatalf("got %v", err)
	}
}

// A header may promise what it likes: memory follows what has come.
func TestPromises(t *testing.T) {
	c := receiver([]byte("\x82\x7f\x00\x00\x00\x00\x01\xff\xff\xff short"), nil)
	if _, err := c.Receive(); !errors.Is(err, ErrDisconnected) {
		t.Fatal(err)
	}
	if c.parts.Cap() > 1<<20 {
		t.Fatalf("%d bytes were reserved for 6", c.parts.Cap())
	}
}
