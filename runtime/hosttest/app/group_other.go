//go:build !linux

package app

import "syscall"

// processGroup gives a process its own group, so that whatever it starts ends
// with it.
func processGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
