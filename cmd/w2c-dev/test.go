package main

import (
	"context"
	"io"
)

func cmdTest(ctx context.Context, args []string, stdout, stderr io.Writer) error  { return nil }
func cmdBench(ctx context.Context, args []string, stdout, stderr io.Writer) error { return nil }
