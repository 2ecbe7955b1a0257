package blob

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// parse returns the form's fields flat, or the text of what it throws.
func parse(t testing.TB, l *jsloop.Loop, body, contentType string) (out []string, thrown string) {
	t.Helper()
	err := l.Do(func() error {
		err := l.VM().Try(func() {
			l.VM().ForOf(parseForm(l, []byte(body), contentType), func(v goja.Value) bool {
				if b, ok := jsloop.Bytes(v); ok {
					out = append(out, "bytes:"+string(b))
				} else {
					out = append(out, v.String())
				}
				return true
			})
		})
		if err != nil {
			thrown = l.Error(err).String()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, thrown
}

func newLoop(t testing.TB) *jsloop.Loop {
	l := jsloop.New(jsloop.Options{})
	go l.Run()
	t.Cleanup(l.Close)
	return l
}

// The errors and their order are those of workerd, recorded with
// testdata/conformance/webapi/forms-workerd; these go further into odd bytes.
func TestParseForm(t *testing.T) {
	l := newLoop(t)
	const multi = "multipart/form-data; boundary=B"
	for _, c := range []struct{ body, typ, want string }{
		{"a=1&b=%C3%A9+x&a=2&c&&=", "application/x-www-form-urlencoded", "a|1|b|é x|a|2|c|||"},
		{"a=%zz&b=%e", "application/x-www-form-urlencoded", "a|%zz|b|%e"},
		{"a=%ff", "application/x-www-form-urlencoded", "a|\uFFFD"},
		{"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B--", multi, "a|x"},
		{"--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\nx\r\ny\r\n--B--", multi, "a|bytes:x\r\ny|f|"},
		{"--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\"\r\n\r\nx\r\n--B--", multi, "a|x"},
		{"--B\nContent-Disposition: form-data; name=\"a;b=\\\"c\"\n\nx\n--B--", multi, `a;b="c|x`},
		{"--B--", multi, ""},
	} {
		got, thrown := parse(t, l, c.body, c.typ)
		if s := strings.Join(got, "|"); s != c.want || thrown != "" {
			t.Errorf("%q gives %q %s, want %q", c.body, s, thrown, c.want)
		}
	}
}

// FuzzParseForm: strangers write these bytes. Whatever they are, the answer is
// a form or a TypeError.
func FuzzParseForm(f *testing.F) {
	l := newLoop(f)
	for _, s := range []string{
		"--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\nContent-Type: x/y\r\n\r\nz\r\n--B--",
		"--B\n\n--B\n", "--B", "--B\r\nContent-Disposition: form-data; name=\"", "--B\r\nContent-Disposition: ;;;=\"\\", "a=%", "a=%4",
	} {
		f.Add(s, "multipart/form-data; boundary=B")
		f.Add(s, "application/x-www-form-urlencoded")
	}
	f.Fuzz(func(t *testing.T, body, contentType string) {
		if _, thrown := parse(t, l, body, contentType); thrown != "" && !strings.HasPrefix(thrown, "TypeError: ") {
			t.Errorf("threw %s", thrown)
		}
	})
}
