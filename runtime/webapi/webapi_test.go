package webapi

import (
	"log/slog"
	"testing"

	"github.com/w2c-dev/w2c/runtime/jsloop"
)

func TestInstall(t *testing.T) {
	l := jsloop.New(jsloop.Options{Log: slog.Default()})
	go l.Run()
	defer l.Close()
	if err := l.Do(func() error { return Install(l) }); err != nil {
		t.Fatal(err)
	}
}
