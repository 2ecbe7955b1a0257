package cases

import (
	"net/http"
	"strings"
	"testing"
)

func live(status int, h http.Header, body string) Answer {
	return newAnswer("r", status, h, []byte(body), "http://127.0.0.1:4711")
}

// The comparison is what every other proof stands on, so each thing it must
// notice is broken here once.
func TestDiffNotices(t *testing.T) {
	base := func() (int, http.Header, string) {
		return 200, http.Header{"A": {"1", "2"}, "Set-Cookie": {"x=1", "y=2"}, "Date": {"now"}}, "hello"
	}
	s, h, b := base()
	want := live(s, h, b)
	for _, tc := range []struct {
		name   string
		change func(*int, http.Header, *string)
		says   string
	}{
		{"nothing", func(*int, http.Header, *string) {}, ""},
		{"ignored headers", func(_ *int, h http.Header, _ *string) { h.Set("Date", "later"); h.Set("Content-Length", "5") }, ""},
		{"status", func(s *int, _ http.Header, _ *string) { *s = 201 }, "status: want 200, got 201"},
		{"value", func(_ *int, h http.Header, _ *string) { h["A"] = []string{"1", "3"} }, `header a: want "1, 2", got "1, 3"`},
		{"order", func(_ *int, h http.Header, _ *string) { h["Set-Cookie"] = []string{"y=2", "x=1"} }, `header set-cookie: want "x=1", got "y=2"`},
		{"joined", func(_ *int, h http.Header, _ *string) { h["A"] = []string{"1, 2"} }, ""},
		{"joined cookies", func(_ *int, h http.Header, _ *string) { h["Set-Cookie"] = []string{"x=1, y=2"} }, `header set-cookie: want "x=1", got "x=1, y=2"`},
		{"missing", func(_ *int, h http.Header, _ *string) { h.Del("A") }, `header a: want "1, 2", got none`},
		{"extra", func(_ *int, h http.Header, _ *string) { h.Set("Keep-Alive", "timeout=5") }, `header keep-alive: want none, got "timeout=5"`},
		{"body", func(_ *int, _ http.Header, b *string) { *b = "help!" }, "body differs at byte 3"},
		{"long body", func(_ *int, _ http.Header, b *string) { *b = strings.Repeat("x", maxInline+1) }, "body differs at byte 0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, h, b := base()
			tc.change(&s, h, &b)
			if got := want.Diff(live(s, h, b)); got != tc.says && (tc.says == "" || !strings.HasPrefix(got, tc.says)) {
				t.Errorf("got %q, want %q", got, tc.says)
			}
		})
	}
}

func TestAnswerHidesPort(t *testing.T) {
	a := live(302, http.Header{"Location": {"http://127.0.0.1:4711/x"}}, "go to http%3A%2F%2F127.0.0.1%3A4711 or 127.0.0.1:4711")
	if got := a.Headers[0][1]; got != "http://upstream.test/x" {
		t.Errorf("location %q", got)
	}
	if got, want := *a.Body, "go to http%3A%2F%2Fupstream.test or upstream.test"; got != want {
		t.Errorf("body %q, want %q", got, want)
	}
}

func TestLongBodyIsComparedByHash(t *testing.T) {
	long := strings.Repeat("0123456789", maxInline)
	want := live(200, nil, long)
	if want.Body != nil || want.BodySHA256 == "" || want.BodyLength != len(long) {
		t.Fatalf("want a hash, got %+v", want)
	}
	if d := want.Diff(live(200, nil, long)); d != "" {
		t.Error(d)
	}
	if d := want.Diff(live(200, nil, long[1:])); !strings.HasPrefix(d, "body: want") {
		t.Errorf("got %q", d)
	}
}
