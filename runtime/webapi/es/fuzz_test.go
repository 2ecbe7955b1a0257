package es

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

// What JSON.parse takes is JSON and nothing else, whatever bytes arrive.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,"\u00e9\ud83d\ude00\n",true,false,null]}`, `[`, `{"__proto__":1}`, `"\ud800"`, `01`, `1e999`, `[1,]`, ` {"a" : 1 } x`, strings.Repeat("[", 1000), "\"\x00\""} {
		f.Add(s)
	}
	l := jsloop.New(jsloop.Options{})
	go l.Run()
	f.Cleanup(l.Close)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // the loop decodes bytes before anybody parses them
		}
		err := l.Do(func() error {
			_, err := parseJSON(l, text)
			return err
		})
		if valid := json.Valid([]byte(text)); valid != (err == nil) && strings.Count(text, "[")+strings.Count(text, "{") < 5000 {
			t.Errorf("%q: valid is %v, the answer is %v", text, valid, err)
		}
	})
}
