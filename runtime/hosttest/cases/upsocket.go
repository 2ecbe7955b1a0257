package cases

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The upstream's WebSockets, its raw TCP service and its event stream: what a
// Worker's clients of those kinds are tried on.

// socket serves /ws/KIND:
//
//	echo     sends back what comes, and the close frame
//	headers  tells the opening request's headers and closes with 1000
//	say      sends the texts of ?text=…, closes with ?close= and ?reason=
//	raw      sends the bytes of ?b64= and then reads to the end
//	drop     ends the connection without a close frame
//	heard    tells each frame it gets: opcode and length
//	refuse   answers ?status= instead of 101
//
// ?protocol= and ?extensions= become the headers of the answer; ?accept= replaces
// the right sec-websocket-accept.
func (u *Upstream) socket(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	kind := r.PathValue("kind")
	if kind == "refuse" || !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(number(r, "status", http.StatusUpgradeRequired))
		fmt.Fprint(w, "no WebSocket")
		return
	}
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	accept := base64.StdEncoding.EncodeToString(sum[:])
	if q.Has("accept") {
		accept = q.Get("accept")
	}
	fmt.Fprintf(buf, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: %s\r\nX-Upstream: yes\r\n", accept)
	for _, name := range []string{"protocol", "extensions"} {
		if q.Has(name) {
			fmt.Fprintf(buf, "Sec-WebSocket-%s: %s\r\n", name, q.Get(name))
		}
	}
	io.WriteString(buf, "\r\n")
	_ = buf.Flush()
	serveSocket(conn, buf.Reader, kind, r, q)
}

func serveSocket(conn net.Conn, br *bufio.Reader, kind string, r *http.Request, q url.Values) {
	send := func(opcode byte, b []byte) {
		head := []byte{0x80 | opcode}
		switch n := len(b); {
		case n < 126:
			head = append(head, byte(n))
		case n < 1<<16:
			head = binary.BigEndian.AppendUint16(append(head, 126), uint16(n))
		default:
			head = binary.BigEndian.AppendUint64(append(head, 127), uint64(n))
		}
		_, _ = conn.Write(append(head, b...))
	}
	closing := func(code int, reason string) {
		send(8, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...))
	}
	switch kind {
	case "drop":
		return
	case "headers":
		var lines []string
		for name, values := range r.Header {
			name = strings.ToLower(name)
			if name == "sec-websocket-key" || strings.HasPrefix(name, "cf-") {
				continue
			}
			lines = append(lines, name+": "+strings.Join(values, ", "))
		}
		slices.Sort(lines)
		send(1, []byte(r.Method+" "+r.RequestURI+"\n"+strings.Join(lines, "\n")))
		closing(1000, "")
	case "say":
		for _, text := range q["text"] {
			send(1, []byte(text))
		}
		if code, err := strconv.Atoi(q.Get("close")); err == nil {
			closing(code, q.Get("reason"))
		} else if q.Has("close") {
			send(8, nil)
		}
	case "raw":
		b, err := base64.StdEncoding.DecodeString(q.Get("b64"))
		if err == nil {
			_, _ = conn.Write(b)
		}
	}
	for {
		opcode, b, err := readClientFrame(br)
		if err != nil {
			return
		}
		switch {
		case kind == "heard":
			text := fmt.Sprintf("opcode %d length %d", opcode, len(b))
			if opcode&0xf == 8 {
				text += " " + closeText(b)
			}
			send(1, []byte(text))
			if opcode&0xf == 8 {
				send(8, b)
				time.Sleep(50 * time.Millisecond)
				return
			}
		case opcode&0xf == 8:
			if kind == "echo" {
				send(8, b)
			}
			return
		case kind == "echo" && opcode&0xf < 3:
			send(opcode&0x4f, b)
		}
	}
}

// readClientFrame gives the first byte without the final bit, and the contents.
func readClientFrame(br *bufio.Reader) (byte, []byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(br, head[:]); err != nil {
		return 0, nil, err
	}
	n := uint64(head[1] & 0x7f)
	var long [8]byte
	switch n {
	case 126:
		if _, err := io.ReadFull(br, long[6:]); err != nil {
			return 0, nil, err
		}
		n = binary.BigEndian.Uint64(long[:])
	case 127:
		if _, err := io.ReadFull(br, long[:]); err != nil {
			return 0, nil, err
		}
		n = binary.BigEndian.Uint64(long[:])
	}
	if head[1]&0x80 == 0 || n > 1<<28 {
		return 0, nil, fmt.Errorf("bad client frame")
	}
	var mask [4]byte
	if _, err := io.ReadFull(br, mask[:]); err != nil {
		return 0, nil, err
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(br, b); err != nil {
		return 0, nil, err
	}
	for i := range b {
		b[i] ^= mask[i&3]
	}
	return head[0] & 0x7f, b, nil
}

// tcp turns the connection into a plain one: after the head it sends back what
// it reads. ?greet= is said first; at the end of what is read it says "bye" and
// closes. ?close= closes after the greeting.
func (u *Upstream) tcp(w http.ResponseWriter, r *http.Request) {
	conn, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	io.WriteString(buf, "HTTP/1.1 200 OK\r\n\r\n"+r.URL.Query().Get("greet"))
	_ = buf.Flush()
	if r.URL.Query().Has("close") {
		return
	}
	if _, err := io.Copy(conn, buf.Reader); err == nil {
		io.WriteString(conn, "bye")
	}
}

// events is an event stream of the text in ?text=; with ?type= another content
// type, with ?status= another status. A reconnection gets the last event id back.
func (u *Upstream) events(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	typ := "text/event-stream"
	if q.Has("type") {
		typ = q.Get("type")
	}
	if typ != "" {
		w.Header().Set("Content-Type", typ)
	} else {
		w.Header()["Content-Type"] = nil
	}
	w.WriteHeader(number(r, "status", http.StatusOK))
	if q.Has("empty") {
		return
	}
	if id := r.Header.Get("Last-Event-Id"); id != "" {
		fmt.Fprintf(w, "data: again after %s, accept %s, cache-control %s\n\n", id, r.Header.Get("Accept"), r.Header.Get("Cache-Control"))
	}
	for i, part := range q["text"] {
		if i > 0 && !sleep(r.Context(), 20*time.Millisecond) {
			return
		}
		io.WriteString(w, part)
		_ = http.NewResponseController(w).Flush()
	}
	if q.Has("stay") {
		<-r.Context().Done()
	}
}
