package cases

import (
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// This file is the WebSocket step of a case: connect, follow a script, and note
// every message that came. It is written by hand, frame by frame, because half
// of what is worth asking is what no library would send.

// SocketStep is one line of a WebSocket script; exactly one field is set, but
// for those that only shape Send and Send64.
type SocketStep struct {
	// Send and Send64 send a text or a binary message.
	Send   *string `json:"send,omitempty"`
	Send64 *string `json:"send64,omitempty"`
	// Times repeats the message's contents, for long ones.
	Times int `json:"times,omitempty"`
	// Pieces sends the message in so many frames.
	Pieces int `json:"pieces,omitempty"`
	// Compress sends it as permessage-deflate does (RFC 7692).
	Compress bool `json:"compress,omitempty"`

	// Ping and Pong send a control frame.
	Ping *string `json:"ping,omitempty"`
	Pong *string `json:"pong,omitempty"`
	// Close sends a close frame: [], [1000] or [1000, "reason"].
	Close *[]any `json:"close,omitempty"`
	// Raw64 is sent as it stands: a frame, or a part of one, or none at all.
	Raw64 string `json:"raw64,omitempty"`

	// Expect waits for so many messages (pongs and closes count).
	Expect int `json:"expect,omitempty"`
	// Quiet waits so many milliseconds and fails the step when a message comes.
	Quiet int `json:"quiet_ms,omitempty"`
	// Leave ends the connection without a close frame.
	Leave bool `json:"leave,omitempty"`
}

// socketTimeout is how long a script waits for a message or for the end.
const socketTimeout = 5 * time.Second

// socketKey makes sec-websocket-accept the same at every run (RFC 6455 §1.3).
const socketKey = "dGhlIHNhbXBsZSBub25jZQ=="

// openingHeaders are what a client sends besides Host; a case's own headers
// replace those of the same name, and an empty value takes one away.
var openingHeaders = [][2]string{
	{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", socketKey},
}

func (r Request) opening() Request {
	headers := [][2]string{}
	for _, h := range openingHeaders {
		if !hasHeader(r.Headers, h[0]) {
			headers = append(headers, h)
		}
	}
	for _, h := range r.Headers {
		if h[1] != "" {
			headers = append(headers, h)
		}
	}
	r.Headers = headers
	return r
}

func hasHeader(list [][2]string, name string) bool {
	for _, h := range list {
		if strings.EqualFold(h[0], name) {
			return true
		}
	}
	return false
}

// sendSocket opens the connection and runs the script. An answer other than 101
// is compared like any other.
func sendSocket(ctx context.Context, conn net.Conn, r Request, upstream string) (Answer, error) {
	head, _, err := r.opening().wire(upstream)
	if err != nil {
		return Answer{}, err
	}
	if _, err := conn.Write(head); err != nil {
		return Answer{}, err
	}
	br := bufio.NewReader(conn)
	resp, err := http.ReadResponse(br, &http.Request{Method: "GET"})
	if err != nil {
		return Answer{}, fmt.Errorf("read answer: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSwitchingProtocols {
		body, _, err := readBody(resp.Body)
		return newAnswer(r.Name, resp.StatusCode, resp.Header, body, upstream), err
	}
	a := newAnswer(r.Name, resp.StatusCode, resp.Header, nil, upstream)
	s := &socketScript{ctx: ctx, conn: conn, br: br, answer: &a, upstream: upstream}
	return a, s.run(r.WebSocket)
}

type socketScript struct {
	ctx      context.Context
	conn     net.Conn
	br       *bufio.Reader
	answer   *Answer
	upstream string
	window   []byte // what was inflated last, for context takeover
	over     bool   // a close frame or the end of the connection has come
	closed   bool   // a close frame was sent
}

func (s *socketScript) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	s.answer.Messages = append(s.answer.Messages, string(hide([]byte(text), s.upstream)))
}

func (s *socketScript) run(steps []SocketStep) error {
	for i, step := range steps {
		if err := s.step(step); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
		if step.Leave {
			s.conn.Close()
			return nil
		}
	}
	// To the end: what comes after the script is part of the answer too.
	for !s.over {
		if err := s.read(socketTimeout); err != nil {
			return err
		}
	}
	return nil
}

func (s *socketScript) step(step SocketStep) error {
	switch {
	case step.Send != nil:
		return s.message(step, 1, []byte(strings.ReplaceAll(*step.Send, UpstreamMark, s.upstream)))
	case step.Send64 != nil:
		b, err := base64.StdEncoding.DecodeString(*step.Send64)
		if err != nil {
			return err
		}
		return s.message(step, 2, b)
	case step.Ping != nil:
		s.frame(9, true, false, []byte(*step.Ping))
	case step.Pong != nil:
		s.frame(10, true, false, []byte(*step.Pong))
	case step.Close != nil:
		body, err := closeBody(*step.Close)
		if err != nil {
			return err
		}
		s.closed = true
		s.frame(8, true, false, body)
	case step.Raw64 != "":
		b, err := base64.StdEncoding.DecodeString(step.Raw64)
		if err != nil {
			return err
		}
		s.write(b)
	case step.Expect > 0:
		for range step.Expect {
			if s.over {
				s.note("nothing more")
				return nil
			}
			if err := s.read(socketTimeout); err != nil {
				return err
			}
		}
	case step.Quiet > 0:
		return s.quiet(time.Duration(step.Quiet) * time.Millisecond)
	case !step.Leave:
		return errors.New("says nothing")
	}
	return nil
}

func closeBody(list []any) ([]byte, error) {
	if len(list) == 0 {
		return nil, nil
	}
	code, ok := list[0].(float64)
	if !ok {
		return nil, errors.New("close wants [code, reason]")
	}
	body := binary.BigEndian.AppendUint16(nil, uint16(code))
	if len(list) > 1 {
		body = append(body, fmt.Sprint(list[1])...)
	}
	return body, nil
}

// message sends one message as the step wants it.
func (s *socketScript) message(step SocketStep, opcode byte, b []byte) error {
	if step.Times > 1 {
		b = bytes.Repeat(b, step.Times)
	}
	if step.Compress {
		var z bytes.Buffer
		w, err := flate.NewWriter(&z, flate.BestSpeed)
		if err != nil {
			return err
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
		b = bytes.TrimSuffix(z.Bytes(), []byte{0, 0, 0xff, 0xff})
	}
	pieces := max(1, step.Pieces)
	size := (len(b) + pieces - 1) / pieces
	for i := range pieces {
		part := b[min(len(b), i*size):min(len(b), (i+1)*size)]
		s.frame(opcode, i == pieces-1, step.Compress && i == 0, part)
		opcode = 0
	}
	return nil
}

// frame sends one masked frame.
func (s *socketScript) frame(opcode byte, fin, compressed bool, b []byte) {
	if fin {
		opcode |= 0x80
	}
	if compressed {
		opcode |= 0x40
	}
	out := []byte{opcode}
	switch n := len(b); {
	case n < 126:
		out = append(out, 0x80|byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, 0x80|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 0x80|127), uint64(n))
	}
	mask := [4]byte{1, 2, 3, 4}
	out = append(out, mask[:]...)
	for i, c := range b {
		out = append(out, c^mask[i&3])
	}
	s.write(out)
}

// write ignores errors: a server that has closed already says so when it is read.
func (s *socketScript) write(b []byte) {
	_ = s.conn.SetWriteDeadline(time.Now().Add(socketTimeout))
	_, _ = s.conn.Write(b)
}

// quiet is a pause in which nothing may come.
func (s *socketScript) quiet(d time.Duration) error {
	if s.over {
		return nil
	}
	_ = s.conn.SetReadDeadline(time.Now().Add(d))
	_, err := s.br.Peek(1)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return nil
	}
	s.note("not quiet")
	return s.read(socketTimeout)
}

// read notes one message. Fragments are put together and compression undone:
// how a server cuts and packs its messages is its own affair.
func (s *socketScript) read(timeout time.Duration) error {
	_ = s.conn.SetReadDeadline(time.Now().Add(timeout))
	var message []byte
	kind, compressed := byte(0), false
	for {
		first, body, err := s.readFrame()
		var late net.Error
		switch {
		case errors.As(err, &late) && late.Timeout():
			s.over = true
			if s.ctx.Err() != nil {
				return s.ctx.Err()
			}
			s.note("no end within %s", timeout)
			return nil
		case err != nil:
			s.over = true
			s.note("end")
			return nil
		}
		switch opcode := first & 0xf; opcode {
		case 8:
			s.note("close %s", closeText(body))
			if !s.closed {
				s.frame(8, true, false, body[:min(2, len(body))])
			}
			s.over = true
			s.ending()
			return nil
		case 9:
			s.note("ping %s", body)
			return nil
		case 10:
			s.note("pong %s", body)
			return nil
		case 0:
		default:
			kind, compressed = opcode, first&0x40 != 0
		}
		message = append(message, body...)
		if first&0x80 != 0 {
			break
		}
	}
	if compressed {
		var err error
		if message, err = s.inflate(message); err != nil {
			return err
		}
	}
	if kind == 1 && !utf8.Valid(message) {
		s.note("text that is not UTF-8 %s", short(base64.StdEncoding.EncodeToString(message)))
	} else if kind == 1 {
		s.note("text %s", short(string(message)))
	} else {
		s.note("binary %s", short(base64.StdEncoding.EncodeToString(message)))
	}
	return nil
}

// ending reads what a server sends behind its close frame, which is nothing,
// until it ends the connection, as a server must and a client need not.
func (s *socketScript) ending() {
	_ = s.conn.SetReadDeadline(time.Now().Add(socketTimeout))
	if n, _ := io.Copy(io.Discard, s.br); n > 0 {
		s.note("%d bytes behind the close frame", n)
	}
}

func closeText(body []byte) string {
	if len(body) < 2 {
		return "without a code"
	}
	code, reason := binary.BigEndian.Uint16(body), body[2:]
	if !utf8.Valid(reason) { // JSON would keep a replacement in its place
		return fmt.Sprintf("%d not UTF-8 %s", code, base64.StdEncoding.EncodeToString(reason))
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, reason))
}

// short keeps answers readable.
func short(text string) string {
	const most = 2000
	if len(text) <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:100], len(text))
}

func (s *socketScript) readFrame() (first byte, body []byte, err error) {
	var head [2]byte
	if _, err := io.ReadFull(s.br, head[:]); err != nil {
		return 0, nil, err
	}
	n := uint64(head[1] & 0x7f)
	switch n {
	case 126:
		var b [2]byte
		_, err = io.ReadFull(s.br, b[:])
		n = uint64(binary.BigEndian.Uint16(b[:]))
	case 127:
		var b [8]byte
		_, err = io.ReadFull(s.br, b[:])
		n = binary.BigEndian.Uint64(b[:])
	}
	if err != nil {
		return 0, nil, err
	}
	if n > 1<<28 {
		return 0, nil, fmt.Errorf("a frame of %d bytes", n)
	}
	body = make([]byte, n)
	_, err = io.ReadFull(s.br, body)
	return head[0], body, err
}

func (s *socketScript) inflate(b []byte) ([]byte, error) {
	r := flate.NewReaderDict(io.MultiReader(bytes.NewReader(b), strings.NewReader("\x00\x00\xff\xff\x01\x00\x00\xff\xff")), s.window)
	out, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("inflate a message: %w", err)
	}
	s.window = append(s.window, out...)
	if n := len(s.window) - 32<<10; n > 0 {
		s.window = s.window[n:]
	}
	return out, nil
}
