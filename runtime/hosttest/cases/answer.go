package cases

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

func newAnswer(name string, status int, header http.Header, body []byte, upstream string) Answer {
	a := Answer{Name: name, Status: status}
	for key, values := range header {
		key = strings.ToLower(key)
		if Ignored[key] {
			continue
		}
		for _, v := range values {
			a.Headers = append(a.Headers, Header{key, string(hide([]byte(v), upstream))})
		}
	}
	// Stable: values of one name keep their order, which is part of the answer.
	slices.SortStableFunc(a.Headers, func(x, y Header) int { return strings.Compare(x[0], y[0]) })
	a.raw = hide(body, upstream)
	switch {
	case len(a.raw) == 0:
	case len(a.raw) > maxInline:
		sum := sha256.Sum256(a.raw)
		a.BodySHA256, a.BodyLength = hex.EncodeToString(sum[:]), len(a.raw)
	case isText(a.raw):
		text := string(a.raw)
		a.Body = &text
	default:
		a.Body64 = base64.StdEncoding.EncodeToString(a.raw)
	}
	return a
}

// hide writes the upstream's origin as http://upstream.test, so that the port of
// today's run is not part of an answer; also where it was percent-encoded.
func hide(b []byte, upstream string) []byte {
	if upstream == "" {
		return b
	}
	host := strings.TrimPrefix(upstream, "http://")
	for _, form := range []string{host, strings.ReplaceAll(host, ":", "%3A")} {
		b = bytes.ReplaceAll(b, []byte(form), []byte("upstream.test"))
	}
	return b
}

// Text is the body of a live answer.
func (a Answer) Text() string { return string(a.raw) }

// Diff says where got first differs from the recorded answer, or "" when it
// does not. Exceptions are compared by status only: their text is workerd's own.
func (want Answer) Diff(got Answer) string {
	if want.Aborted || got.Aborted {
		return ""
	}
	if want.Status != got.Status {
		return fmt.Sprintf("status: want %d, got %d%s", want.Status, got.Status, excerpt(got.raw))
	}
	if want.Exception {
		return ""
	}
	if d := diffHeaders(want.Headers, got.Headers); d != "" {
		return d
	}
	if want.Truncated != got.Truncated {
		return fmt.Sprintf("body cut short: want %v, got %v", want.Truncated, got.Truncated)
	}
	if want.Streamed != got.Streamed {
		return fmt.Sprintf("body arrives in pieces: want %v, got %v", want.Streamed, got.Streamed)
	}
	if d := diffMessages(want.Messages, got.Messages); d != "" {
		return d
	}
	return diffBody(want, got)
}

func diffMessages(want, got []string) string {
	for i := range max(len(want), len(got)) {
		w, g := "none", "none"
		if i < len(want) {
			w = fmt.Sprintf("%q", want[i])
		}
		if i < len(got) {
			g = fmt.Sprintf("%q", got[i])
		}
		if w != g {
			return fmt.Sprintf("message %d: want %s, got %s", i, w, g)
		}
	}
	return ""
}

// fold joins lines of one name, which RFC 9110 §5.3 makes equal to one line with
// commas; workerd itself does either, by how common the name is. Set-Cookie is
// the exception there and here.
func fold(lines []Header) (out []Header) {
	for _, h := range lines {
		if last := len(out) - 1; last >= 0 && out[last][0] == h[0] && h[0] != "set-cookie" {
			out[last][1] += ", " + h[1]
			continue
		}
		out = append(out, h)
	}
	return out
}

func diffHeaders(want, got []Header) string {
	want, got = fold(want), fold(got)
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("header %s: want %q, got none", want[i][0], want[i][1])
		case i >= len(want):
			return fmt.Sprintf("header %s: want none, got %q", got[i][0], got[i][1])
		case want[i][0] < got[i][0]:
			return fmt.Sprintf("header %s: want %q, got none", want[i][0], want[i][1])
		case want[i][0] > got[i][0]:
			return fmt.Sprintf("header %s: want none, got %q", got[i][0], got[i][1])
		case want[i][1] != got[i][1]:
			return fmt.Sprintf("header %s: want %q, got %q", want[i][0], want[i][1], got[i][1])
		}
	}
	return ""
}

func diffBody(want, got Answer) string {
	if want.BodySHA256 != "" {
		if want.BodySHA256 == got.BodySHA256 {
			return ""
		}
		return fmt.Sprintf("body: want %d bytes with sha256 %s, got %d bytes with another%s", want.BodyLength, want.BodySHA256, len(got.raw), excerpt(got.raw))
	}
	var w []byte
	if want.Body != nil {
		w = []byte(*want.Body)
	} else if want.Body64 != "" {
		w, _ = base64.StdEncoding.DecodeString(want.Body64)
	}
	if bytes.Equal(w, got.raw) {
		return ""
	}
	at := 0
	for at < len(w) && at < len(got.raw) && w[at] == got.raw[at] {
		at++
	}
	return fmt.Sprintf("body differs at byte %d (want %d bytes, got %d)\n  want …%s\n  got  …%s", at, len(w), len(got.raw), around(w, at), around(got.raw, at))
}

func around(b []byte, at int) string {
	return fmt.Sprintf("%q", b[max(0, at-40):min(len(b), at+80)])
}

func excerpt(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return fmt.Sprintf(" (body %q)", b[:min(len(b), 200)])
}
