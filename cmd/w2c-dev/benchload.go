package main

// The load generator: raw HTTP/1.1 over a fixed number of loopback connections
// for a fixed time. It is lean, because it shares the cores with what it measures.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// requestFor is the request of a workload, as bytes.
func requestFor(workload string) string {
	path := map[string]string{"router": "/users/42/posts/7?sort=old", "ssr": "/?title=Items+%26+more"}[workload]
	if path == "" {
		path = "/"
	}
	if workload == "json" {
		body := jsonBody()
		return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
	}
	return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"
}

func jsonBody() string {
	var items []string
	for i := range 30 {
		items = append(items, fmt.Sprintf(`{"id":%d,"name":"item number %d","price":%d,"count":%d}`, i, i, i*3, i%5))
	}
	return `{"items":[` + strings.Join(items, ",") + "]}"
}

// expected is a part of the right answer: a fast wrong one is worth nothing.
var expected = map[string]string{
	"hello":  "Hello World!",
	"json":   `"total":2790`,
	"router": `"post":"7","sort":"old"`,
	"ssr":    "<title>Items &amp; more</title>",
	"md":     "<td align=\"right\"><strong>51</strong></td>",
	"kv":     "517:xxxx",
	"d1":     `{"name":"item number 517","price":129.25}`,
	"rows":   "100 rows, the last item number 997",
	"queue":  "sent",
}

type result struct {
	requests, errors int
	elapsed          time.Duration
}

// load asks over n connections until d has passed.
func load(ctx context.Context, addr, request string, n int, d time.Duration) (result, error) {
	var mu sync.Mutex
	var total result
	var failed error
	begin := time.Now()
	deadline := begin.Add(d)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			done, err := ask(ctx, addr, request, deadline)
			mu.Lock()
			defer mu.Unlock()
			total.requests += done
			if err != nil {
				total.errors++
				failed = err
			}
		})
	}
	wg.Wait()
	total.elapsed = time.Since(begin)
	if total.requests == 0 {
		return total, errors.Join(errors.New("no request was answered"), failed)
	}
	return total, nil
}

func ask(ctx context.Context, addr, request string, deadline time.Time) (done int, err error) {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 32<<10)
	out := []byte(request)
	for time.Now().Before(deadline) {
		if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
			return done, err
		}
		if _, err := conn.Write(out); err != nil {
			return done, err
		}
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			return done, err
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			return done, err
		}
		if res.StatusCode != http.StatusOK {
			return done, fmt.Errorf("status %s", res.Status)
		}
		done++
	}
	return done, nil
}

// once sends one request and returns the body.
func once(ctx context.Context, addr, request string) (string, error) {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(60 * time.Second)); err != nil {
		return "", err
	}
	if _, err := io.WriteString(conn, request); err != nil {
		return "", err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %s: %.200s", res.Status, body)
	}
	return string(body), err
}

func seed(ctx context.Context, addr string) error {
	got, err := once(ctx, addr, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
	if err == nil && got != "seeded" {
		err = fmt.Errorf("seeding answered %q", got)
	}
	return err
}
