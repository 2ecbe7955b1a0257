package cryptogen_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/w2c-dev/w2c/cmd/w2c-dev/cryptogen"
)

var update = flag.Bool("update", false, "write the scripts")

func TestScriptsAreUpToDate(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	for _, s := range cryptogen.Scripts() {
		want, err := s.Make(root)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(root, filepath.FromSlash(s.Path))
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(path); err != nil || string(have) != string(want) {
			t.Errorf("%s is not what it is made from (%v): run the test with -update", s.Path, err)
		}
	}
}
