package main

import (
	"context"
	"io"
)

func cmdGenerate(ctx context.Context, args []string, stdout, stderr io.Writer) error { return nil }
