//go:build !linux

package gojahost

import "syscall"

func limitProcess(int64) {}

func childAttributes() *syscall.SysProcAttr { return nil }
