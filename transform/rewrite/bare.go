package rewrite

import (
	"errors"

	"github.com/evanw/esbuild/pkg/api"
)

// Bare is a script to be read by its words: without comments, and with each of
// the globals that it means written as a member of globalThis, so that local
// names and other objects' members are told apart from them.
func Bare(code []byte, globals []string) (string, error) {
	define := map[string]string{"self": "globalThis", "window": "globalThis", "global": "globalThis"}
	for _, name := range globals {
		define[name] = "globalThis." + name
	}
	r := api.Transform(string(code), api.TransformOptions{
		Define: define, Target: api.ESNext, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		LogLevel: api.LogLevelSilent,
	})
	if len(r.Errors) > 0 {
		return "", errors.New("read the script by its words: " + r.Errors[0].Text)
	}
	return string(r.Code), nil
}
