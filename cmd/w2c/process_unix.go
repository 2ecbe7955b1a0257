//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup keeps a terminal's Ctrl-C from reaching the app directly: it would
// be asked to stop twice, by the terminal and by w2c, and twice means at once.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// askToStop asks for the orderly end that a container platform asks for.
func askToStop(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
