package gojahost

import (
	"bufio"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

// tidy gives back what only the start needed: the garbage of compiling the
// scripts, which the collector would find much too late in an idle server, and
// the pages of the program file itself, which come back one by one from the
// page cache when they are used again.
func tidy() {
	debug.FreeOSMemory()
	exe, err := os.Executable()
	if err != nil {
		return
	}
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		// 00400000-00d99000 r-xp 00000000 fe:00 10275144  /path/of/the/program
		fields := strings.Fields(lines.Text())
		if len(fields) < 6 || fields[5] != exe || !strings.HasPrefix(fields[1], "r-") {
			continue // pages that can be written to hold more than the file does
		}
		from, to, _ := strings.Cut(fields[0], "-")
		start, err1 := strconv.ParseUint(from, 16, 64)
		end, err2 := strconv.ParseUint(to, 16, 64)
		if err1 == nil && err2 == nil {
			_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(start), uintptr(end-start), syscall.MADV_DONTNEED)
		}
	}
}
