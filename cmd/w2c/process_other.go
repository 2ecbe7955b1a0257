//go:build !unix

package main

import (
	"os"
	"os/exec"
)

func ownGroup(*exec.Cmd) {}

// askToStop ends the app at once: there is no polite way on this system.
func askToStop(p *os.Process) error { return p.Kill() }
