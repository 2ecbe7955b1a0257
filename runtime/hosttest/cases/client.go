package cases

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// answerTimeout bounds one request; a server that never answers fails the case
// with a sentence instead of hanging the run.
const answerTimeout = 30 * time.Second

// earlyBy is how much sooner than its end an answer must start to count as
// streamed. Cases leave 400 ms between writes, so a loaded machine does not blur it.
const earlyBy = 150 * time.Millisecond

// maxInline is the longest body that answers.json holds in full.
const maxInline = 16 << 10

// Ignored are the headers that rightly differ between servers.
var Ignored = map[string]bool{
	"date": true, "content-length": true, "transfer-encoding": true, "connection": true, "cf-cache-status": true,
}

// Send sends r once to addr and returns the answer as answers.json holds it.
// net/http's client would add headers, tidy the path and follow redirects, so
// the request is written by hand; upstream is the origin to hide in the answer.
func Send(ctx context.Context, addr string, r Request, upstream string) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return Answer{}, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	if r.WebSocket != nil {
		return sendSocket(ctx, conn, r, upstream)
	}
	head, body, err := r.wire(upstream)
	if err != nil {
		return Answer{}, err
	}
	written := make(chan struct{})
	go func() {
		defer close(written)
		// A server may answer and close before it has read everything; what it
		// answered is what counts, so write errors are not ours to report.
		if _, err := conn.Write(append(head, body...)); err != nil {
			return
		}
		for i, chunk := range r.Chunks {
			if i > 0 {
				time.Sleep(50 * time.Millisecond)
			}
			fmt.Fprintf(conn, "%x\r\n%s\r\n", len(chunk), chunk)
		}
		if r.Chunks != nil {
			io.WriteString(conn, "0\r\n\r\n")
		}
	}()
	if r.AbortMS > 0 {
		time.Sleep(time.Duration(r.AbortMS) * time.Millisecond)
		conn.Close()
		<-written
		return Answer{Name: r.Name, Aborted: true}, nil
	}
	a, err := readAnswer(conn, r, upstream)
	if ctx.Err() != nil {
		err = fmt.Errorf("no complete answer within %s", answerTimeout)
	}
	return a, err
}

// wire is the request as bytes on the connection.
func (r Request) wire(upstream string) (head, body []byte, err error) {
	fill := func(s string) string { return strings.ReplaceAll(s, UpstreamMark, upstream) }
	body, err = r.payload()
	if err != nil {
		return nil, nil, fmt.Errorf("request %q: body: %w", r.Name, err)
	}
	if body != nil {
		body = []byte(fill(string(body)))
	}
	host := r.Host
	if host == "" {
		host = "example.com"
	}
	headers := [][2]string{{"Host", host}, {"Accept-Encoding", "identity"}}
	for _, h := range r.Headers {
		if len(headers) >= 2 && strings.EqualFold(h[0], "accept-encoding") {
			headers[1] = h
			continue
		}
		if strings.EqualFold(h[0], "host") {
			headers[0] = h
			continue
		}
		headers = append(headers, [2]string{h[0], fill(h[1])})
	}
	switch {
	case r.Chunks != nil:
		headers = append(headers, [2]string{"Transfer-Encoding", "chunked"})
	case body != nil:
		headers = append(headers, [2]string{"Content-Length", fmt.Sprint(len(body))})
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", r.method(), fill(r.path()))
	for _, h := range headers {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	return b.Bytes(), body, nil
}

func readAnswer(conn net.Conn, r Request, upstream string) (Answer, error) {
	br := bufio.NewReader(conn)
	var resp *http.Response
	for {
		var err error
		resp, err = http.ReadResponse(br, &http.Request{Method: r.method()})
		if err != nil {
			return Answer{}, fmt.Errorf("read answer: %w", err)
		}
		if resp.StatusCode >= 200 || resp.StatusCode == http.StatusSwitchingProtocols {
			break
		}
	}
	defer resp.Body.Close()
	body, early, err := readBody(resp.Body)
	a := newAnswer(r.Name, resp.StatusCode, resp.Header, body, upstream)
	if errors.Is(err, io.ErrUnexpectedEOF) || isReset(err) {
		a.Truncated, err = true, nil
	}
	a.Streamed = r.Stream && early
	return a, err
}

func isReset(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && !op.Timeout()
}

// readBody also says whether the first byte came well before the end.
func readBody(body io.Reader) (all []byte, early bool, err error) {
	var first time.Time
	buf := make([]byte, 32<<10)
	for {
		n, err := body.Read(buf)
		if n > 0 && first.IsZero() {
			first = time.Now()
		}
		all = append(all, buf[:n]...)
		if err != nil {
			early = !first.IsZero() && time.Since(first) >= earlyBy
			if err == io.EOF {
				err = nil
			}
			return all, early, err
		}
	}
}
