package websocket

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// The kinds of a Message, which are the opcodes of RFC 6455 §5.2.
const (
	Text   = 1
	Binary = 2
	Close  = 8

	continuation = 0
	ping         = 9
	pong         = 10
)

// noCode is the code of a close frame that has none (RFC 6455 §7.1.5).
const noCode = 1005

// MaxMessage is the longest message that is taken, in bytes; workerd's own limit.
const MaxMessage = 32 << 20

// Message is one message, its fragments joined and its compression undone.
type Message struct {
	Kind byte
	Data []byte // of a close: the reason
	Code int    // of a close
}

// ProtocolError is what the other side did wrong, in workerd's words. A close
// frame has told it so.
type ProtocolError struct {
	Code int
	Text string
}

func (e *ProtocolError) Error() string {
	return fmt.Sprintf("WebSocket protocol error; protocolError.statusCode = %d; protocolError.description = %s", e.Code, e.Text)
}

// ErrDisconnected is the end of a connection that no close frame announced.
var ErrDisconnected = errors.New("WebSocket disconnected without sending Close frame.")

// Conn is one WebSocket connection. One goroutine may receive while another
// sends; Abort and GoAway may be called on any.
//
// It is as strict as workerd and no stricter: frames of clients need no mask,
// text is not checked for UTF-8, close codes are taken as they come.
type Conn struct {
	stream  io.ReadWriteCloser
	br      *bufio.Reader
	client  bool
	deflate *deflate // nil without compression

	// The receiving goroutine's.
	parts      bytes.Buffer
	kind       byte // of the message whose fragments are in parts; 0 for none
	compressed bool

	mu     sync.Mutex // held while a frame is written
	closed bool       // a close frame was written

	out out // what Queue has taken

	ended sync.Mutex
	gone  bool
	after func() // called by Abort, once
}

// newConn makes a connection of a stream whose opening handshake is over.
func newConn(stream io.ReadWriteCloser, br *bufio.Reader, client bool, p *params) *Conn {
	c := &Conn{stream: stream, br: br, client: client}
	if br == nil {
		c.br = bufio.NewReader(stream)
	}
	if p != nil {
		c.deflate = newDeflate(*p)
	}
	return c
}

// Abort ends the connection at once.
func (c *Conn) Abort() {
	c.ended.Lock()
	first, after := !c.gone, c.after
	c.gone = true
	c.ended.Unlock()
	if !first {
		return
	}
	_ = c.stream.Close()
	c.out.stop()
	if after != nil {
		after()
	}
}

// onGone has f called when the connection is aborted, at once when it was already.
func (c *Conn) onGone(f func()) {
	c.ended.Lock()
	c.after = f
	gone := c.gone
	c.ended.Unlock()
	if gone {
		f()
	}
}

// goAwayWithin bounds how long a peer that does not read can hold up GoAway.
const goAwayWithin = 2 * time.Second

// GoAway sends a close frame with 1001 unless one was sent: the process ends.
// What the script sends later is dropped; what the other side answers is read,
// and a connection that is still there after a while is aborted.
func (c *Conn) GoAway() {
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_ = c.Send(Message{Kind: Close, Code: 1001})
	}()
	select {
	case <-sent:
		time.AfterFunc(goAwayWithin, c.Abort)
	case <-time.After(goAwayWithin):
		c.Abort()
	}
}

// Send writes one message. After a close nothing is written, and that is no error.
func (c *Conn) Send(m Message) error {
	data := m.Data
	if m.Kind == Close {
		if m.Code == noCode {
			if len(data) > 0 {
				return errors.New("WebSocket close code 1005 cannot have a reason")
			}
			data = nil
		} else {
			data = append(binary.BigEndian.AppendUint16(make([]byte, 0, 2+len(data)), uint16(m.Code)), data...)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	first := 0x80 | m.Kind
	if m.Kind == Close {
		c.closed = true
	} else if c.deflate != nil && m.Kind < Close {
		if packed, ok := c.deflate.pack(data); ok {
			data, first = packed, first|0x40
		}
	}
	return c.write(first, data)
}

// write writes one frame; the caller holds the lock.
func (c *Conn) write(first byte, data []byte) error {
	head := make([]byte, 0, 14+len(data))
	head = append(head, first)
	masked := byte(0)
	if c.client {
		masked = 0x80
	}
	switch n := len(data); {
	case n < 126:
		head = append(head, masked|byte(n))
	case n < 1<<16:
		head = binary.BigEndian.AppendUint16(append(head, masked|126), uint16(n))
	default:
		head = binary.BigEndian.AppendUint64(append(head, masked|127), uint64(n))
	}
	if c.client {
		var key [4]byte
		_, _ = rand.Read(key[:])
		head = append(head, key[:]...)
		at := len(head)
		head = append(head, data...)
		mask(head[at:], key)
	} else {
		head = append(head, data...)
	}
	if _, err := c.stream.Write(head); err != nil {
		return ErrDisconnected
	}
	return nil
}

func mask(b []byte, key [4]byte) {
	for len(b) >= 8 {
		k := uint64(binary.LittleEndian.Uint32(key[:]))
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^(k|k<<32))
		b = b[8:]
	}
	for i := range b {
		b[i] ^= key[i&3]
	}
}

// Receive waits for the next message. Pings are answered on the way. After an
// error or a close nothing more comes.
func (c *Conn) Receive() (Message, error) {
	for {
		m, done, err := c.frame()
		if err != nil {
			var bad *ProtocolError
			if errors.As(err, &bad) {
				_ = c.Send(Message{Kind: Close, Code: bad.Code, Data: []byte(bad.Text)})
			}
			return Message{}, err
		}
		if done {
			return m, nil
		}
	}
}

func violation(code int, format string, args ...any) error {
	return &ProtocolError{code, fmt.Sprintf(format, args...)}
}

// frame reads one frame; done says that it completed a message.
func (c *Conn) frame() (m Message, done bool, err error) {
	h, err := c.header()
	if err != nil {
		return m, false, err
	}
	if h.first&0x30 != 0 {
		return m, false, violation(1002, "Received frame had RSV bits 2 or 3 set")
	}
	if left := uint64(MaxMessage - c.parts.Len()); h.length > left {
		return m, false, violation(1009, "Message is too large: %d > %d", h.length, left)
	}
	opcode, fin, data := h.first&0xf, h.first&0x80 != 0, h.first&0x8 == 0
	switch {
	case opcode == continuation && c.kind == 0:
		return m, false, violation(1002, "Unexpected continuation frame")
	case opcode != continuation && data && c.kind != 0:
		return m, false, violation(1002, "Missing continuation frame")
	case !fin && !data:
		return m, false, violation(1002, "Received fragmented control frame")
	}
	if !data {
		return c.control(opcode, h)
	}
	if opcode != continuation {
		c.kind, c.compressed = opcode, h.first&0x40 != 0
	}
	if err := c.payload(&c.parts, h); err != nil {
		return m, false, err
	}
	if !fin {
		return m, false, nil
	}
	packed := c.compressed || h.first&0x40 != 0
	m = Message{Kind: c.kind, Data: bytes.Clone(c.parts.Bytes())}
	c.kind = 0
	if c.parts.Cap() > 64<<10 {
		c.parts = bytes.Buffer{} // one long message must not keep its memory for good
	}
	c.parts.Reset()
	return c.unpack(m, packed)
}

// unpack undoes the compression and looks at the opcode, in workerd's order.
func (c *Conn) unpack(m Message, packed bool) (Message, bool, error) {
	if packed && c.deflate == nil {
		return m, false, violation(1002, "Received a WebSocket frame whose compression bit was set, but the compression extension was not negotiated for this connection.")
	}
	if m.Kind != Text && m.Kind != Binary {
		return m, false, violation(1002, "Unknown opcode %d", m.Kind)
	}
	if packed {
		var err error
		if m.Data, err = c.deflate.unpack(m.Data, MaxMessage); err != nil {
			return m, false, err
		}
	}
	return m, true, nil
}

func (c *Conn) control(opcode byte, h header) (m Message, done bool, err error) {
	var b bytes.Buffer
	if err := c.payload(&b, h); err != nil {
		return m, false, err
	}
	body := b.Bytes()
	switch opcode {
	case ping:
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.closed {
			return m, false, nil
		}
		return m, false, c.write(0x80|pong, body)
	case pong:
		return m, false, nil
	case Close:
		m = Message{Kind: Close, Code: noCode}
		if len(body) >= 2 {
			m.Code, m.Data = int(binary.BigEndian.Uint16(body)), body[2:]
		}
		return m, true, nil
	}
	return m, false, violation(1002, "Unknown opcode %d", opcode)
}

type header struct {
	first  byte
	length uint64
	masked bool
	key    [4]byte
}

func (c *Conn) header() (h header, err error) {
	var b [8]byte
	if err := c.read(b[:2]); err != nil {
		return h, err
	}
	h.first, h.masked, h.length = b[0], b[1]&0x80 != 0, uint64(b[1]&0x7f)
	switch h.length {
	case 126:
		err = c.read(b[:2])
		h.length = uint64(binary.BigEndian.Uint16(b[:2]))
	case 127:
		err = c.read(b[:8])
		h.length = binary.BigEndian.Uint64(b[:8])
	}
	if err == nil && h.masked {
		err = c.read(h.key[:])
	}
	return h, err
}

func (c *Conn) read(b []byte) error {
	if _, err := io.ReadFull(c.br, b); err != nil {
		return ErrDisconnected
	}
	return nil
}

// payload reads the frame's bytes behind what into holds. Memory grows with what
// has come, not with what the header promises.
func (c *Conn) payload(into *bytes.Buffer, h header) error {
	at := into.Len()
	if n, err := io.CopyN(into, c.br, int64(h.length)); err != nil || n != int64(h.length) {
		return ErrDisconnected
	}
	if h.masked {
		mask(into.Bytes()[at:], h.key)
	}
	return nil
}
