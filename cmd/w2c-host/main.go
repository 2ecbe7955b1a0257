// Command w2c-host serves a converted Worker: the only Go that ships inside an image.
//
// Workers may use RSA keys that Go calls too small; workerd takes 512 bits.
//
//go:debug rsa1024min=0
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a scratch image has no zone files

	"github.com/w2c-dev/w2c/runtime/gojahost"
)

func main() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	os.Exit(gojahost.Main(context.Background(), gojahost.Door{
		Args:    os.Args[1:],
		Getenv:  os.LookupEnv,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Signals: signals,
	}))
}
