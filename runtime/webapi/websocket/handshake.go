package websocket

import (
	"bufio"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// The opening handshake, RFC 6455 §4, from either side.

// IsUpgrade says whether a request asks for a WebSocket. workerd looks at the
// Upgrade header alone.
func IsUpgrade(h http.Header) bool { return strings.EqualFold(h.Get("Upgrade"), "websocket") }

func acceptKey(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Refusal is why a request cannot be upgraded; it is workerd's answer to it.
type Refusal struct {
	Status int
	Text   string
}

// Check says what keeps r from being upgraded; nil when nothing does.
func Check(r *http.Request) *Refusal {
	switch {
	case r.Method != http.MethodGet:
		return &Refusal{http.StatusBadRequest, "ERROR: WebSocket must be initiated with a GET request."}
	case r.Header.Get("Sec-Websocket-Version") != "13":
		return &Refusal{http.StatusUpgradeRequired, "ERROR: The requested WebSocket version is not supported."}
	case r.Header.Get("Sec-Websocket-Key") == "":
		return &Refusal{http.StatusBadRequest, "ERROR: Missing Sec-WebSocket-Key"}
	}
	return nil
}

// Upgrade answers r with 101 and takes the connection over. header is name,
// value, … of what the Worker adds. compress allows permessage-deflate.
func Upgrade(w http.ResponseWriter, r *http.Request, header []string, compress bool) (*Conn, error) {
	stream, buf, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, fmt.Errorf("take the connection over: %w", err)
	}
	var p *params
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: %s\r\n", acceptKey(r.Header.Get("Sec-Websocket-Key")))
	if compress {
		if agreed, ok := agree(strings.Join(r.Header.Values("Sec-Websocket-Extensions"), ",")); ok {
			p = &agreed
			fmt.Fprintf(&b, "Sec-WebSocket-Extensions: %s\r\n", agreed)
		}
	}
	for i := 0; i+1 < len(header); i += 2 {
		if !ours[header[i]] {
			fmt.Fprintf(&b, "%s: %s\r\n", header[i], header[i+1])
		}
	}
	b.WriteString("\r\n")
	if _, err := io.WriteString(stream, b.String()); err != nil {
		stream.Close()
		return nil, ErrDisconnected
	}
	var br *bufio.Reader
	if buf != nil && buf.Reader.Buffered() > 0 {
		br = buf.Reader
	}
	return newConn(stream, br, false, p), nil
}

// ours are headers of the handshake itself, which a Worker does not set.
var ours = map[string]bool{
	"connection": true, "upgrade": true, "sec-websocket-accept": true, "sec-websocket-extensions": true,
	"content-length": true, "transfer-encoding": true, "keep-alive": true, "te": true, "trailer": true,
}

// Request makes r the opening request of a WebSocket; the method becomes GET.
// What the script said about the handshake itself is replaced.
func Request(r *http.Request) {
	var key [16]byte
	_, _ = rand.Read(key[:])
	r.Method, r.Body, r.ContentLength, r.GetBody = http.MethodGet, http.NoBody, 0, nil
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "websocket")
	r.Header.Set("Sec-Websocket-Version", "13")
	r.Header.Set("Sec-Websocket-Key", base64.StdEncoding.EncodeToString(key[:]))
}

// ErrHandshake is an answer with status 101 that does not belong to the request.
// workerd makes it a response with status 502.
var ErrHandshake = errors.New("the WebSocket handshake failed")

// Client makes the connection of an answer with status 101. offered is the
// Sec-WebSocket-Extensions header that was sent.
func Client(r *http.Response, offered string) (*Conn, error) {
	stream, ok := r.Body.(io.ReadWriteCloser)
	if !ok {
		return nil, ErrHandshake
	}
	if r.Request == nil || r.Header.Get("Sec-Websocket-Accept") != acceptKey(r.Request.Header.Get("Sec-Websocket-Key")) {
		stream.Close()
		return nil, ErrHandshake
	}
	var p *params
	if answer := r.Header.Get("Sec-Websocket-Extensions"); answer != "" {
		agreed, ok := accepts(answer)
		if !ok || offered == "" {
			stream.Close()
			return nil, ErrHandshake
		}
		p = &agreed
	}
	return newConn(stream, nil, true, p), nil
}
