package webapi_test

import (
	"log/slog"
	"testing"

	"github.com/w2c-dev/w2c/runtime/jsloop"
	"github.com/w2c-dev/w2c/runtime/webapi"
)

func TestInstall(t *testing.T) {
	l := jsloop.New(jsloop.Options{Log: slog.Default()})
	go l.Run()
	defer l.Close()
	if err := l.Do(func() error { return webapi.Install(l) }); err != nil {
		t.Fatal(err)
	}
}
