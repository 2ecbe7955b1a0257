package rx

import (
	"encoding/json"
	"os"
	"testing"
	"unicode/utf16"
)

func TestDiff(t *testing.T) {
	data, err := os.ReadFile("/tmp/g/fz/out.json")
	if err != nil {
		t.Skip()
	}
	var cases []struct {
		P, F string
		E    int
		C    []struct {
			T []uint16
			R [][]int
		}
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	bad := 0
	for _, c := range cases {
		p, err := Compile(utf16.Encode([]rune(c.P)), c.F)
		if (err != nil) != (c.E == 1) {
			t.Errorf("/%s/%s: %v want err %v", c.P, c.F, err, c.E)
			continue
		}
		if err != nil {
			continue
		}
		for _, x := range c.C {
			in := Input{Units: x.T, Wide: true}
			ascii := true
			for _, u := range x.T {
				ascii = ascii && u < 128
			}
			if ascii {
				in = Input{ASCII: string(utf16.Decode(x.T))}
			}
			got, err := p.Match(in, 0, false, nil, nil)
			ok := err == nil && (got == nil) == (x.R == nil)
			if ok && got != nil {
				for i, r := range x.R {
					if r == nil {
						ok = ok && (got[2*i] < 0 || got[2*i+1] < 0)
					} else {
						ok = ok && int(got[2*i]) == r[0] && int(got[2*i+1]) == r[1]
					}
				}
			}
			if !ok {
				if bad++; bad < 15 {
					t.Errorf("/%s/%s on %q %v: %v want %v %v", c.P, c.F, string(utf16.Decode(x.T)), x.T, got, x.R, err)
				}
			}
		}
	}
	t.Log(len(cases), bad)
}
