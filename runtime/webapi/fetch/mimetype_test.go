package fetch

import (
	"strings"
	"testing"
)

// From the examples of the MIME Sniffing Standard and of the Fetch Standard's
// "extract a MIME type".
func TestBlobType(t *testing.T) {
	for header, want := range map[string]string{
		"":                                        "",
		"bogus":                                   "",
		"TEXT/HTML;CHARSET=GBK":                   "text/html;charset=GBK",
		`text/html;charset="\g\b\k"`:              "text/html;charset=gbk",
		`text/html;charset= gbk`:                  `text/html;charset=" gbk"`,
		"text/html;;;;charset=gbk":                "text/html;charset=gbk",
		"text/html;charset=gbk;charset=utf-8":     "text/html;charset=gbk",
		"text/plain, text/html":                   "text/html",
		"text/html;charset=gbk, text/html":        "text/html;charset=gbk",
		"text/html;charset=gbk;a=b, x/x;b=c, */*": "x/x;b=c",
		`text/plain;a=",", text/html;b="`:         `text/html;b=""`,
		"text/html;a=\"\u00e9\"":                  "text/html;a=\"\u00e9\"",
		"text/html;\u00e9=1":                      "text/html",
	} {
		if got := blobType(header); got != want {
			t.Errorf("%q is %q, want %q", header, got, want)
		}
	}
}

// FuzzMIME: what is written can be read, and means the same.
func FuzzMIME(f *testing.F) {
	for _, s := range []string{"text/html", `a/b;c="d\"e";f=g`, "text/html;charset=\"", "a/b;c=\x00", ";;;", `a/b;c="\`, "a/b, c/d;e=\",\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := blobType(s)
		if once != "" && blobType(once) != once {
			t.Errorf("%q is %q, which is %q", s, once, blobType(once))
		}
	})
}

// FuzzDataURL: any text behind data: is refused or has a type that is one.
func FuzzDataURL(f *testing.F) {
	for _, s := range []string{"data:,", "data:text/plain;base64,aGk=", "data:;base64,@", "data:%zz,%f", "data:x", "data:;charset=x;base64 ,a#b", "data:,\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		typ, data, ok := parseDataURL(s)
		if !ok {
			return
		}
		if _, valid := parseMIME(typ); !valid {
			t.Errorf("%q has the type %q", s, typ)
		}
		if len(data) > len(s) {
			t.Errorf("%q gives %d bytes", s, len(data))
		}
	})
}

// FuzzHeader: a name that is accepted can be sent, a value that is accepted is one line.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{"a", "A-b", "", "a b", "a:b", "é", "\x00", "a\r\nb: c", "x\x7f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if validName(name) && strings.ContainsAny(name, " \t\r\n:\x00\x7f()<>@,;\\\"/[]?={}") {
			t.Errorf("%q is accepted as a name", name)
		}
		if lower := asciiLower(name); asciiLower(lower) != lower || len(lower) != len(name) {
			t.Errorf("%q in lower case is %q", name, lower)
		}
	})
}
