package main

// CPU and memory of a group of processes, from /proc.

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ticks is USER_HZ, which Linux fixes at 100 for what /proc shows.
const ticks = 100

// processes lists root and everything started below it; with a name only those
// of that name.
func processes(root int, name string) []int {
	parents := map[int]int{}
	names := map[int]string{}
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil
	}
	for _, dir := range dirs {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if comm, fields, err := stat(pid); err == nil {
			parents[pid], _ = strconv.Atoi(fields[1])
			names[pid] = comm
		}
	}
	var out []int
	for pid := range parents {
		for p := pid; p > 1; p = parents[p] {
			if p == root {
				if name == "" || names[pid] == name {
					out = append(out, pid)
				}
				break
			}
		}
	}
	return out
}

// stat is the name of a process and the fields of /proc/PID/stat behind it.
func stat(pid int) (name string, fields []string, err error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", nil, err
	}
	open, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if open < 0 || end < open {
		return "", nil, fmt.Errorf("read /proc/%d/stat", pid)
	}
	return string(data[open+1 : end]), strings.Fields(string(data[end+1:])), nil
}

// groupCPU is the time the processes have spent on a processor, threads that
// have ended included, to 10 ms.
func groupCPU(pids []int) time.Duration {
	var total int64
	for _, pid := range pids {
		if _, fields, err := stat(pid); err == nil {
			user, _ := strconv.ParseInt(fields[11], 10, 64)
			system, _ := strconv.ParseInt(fields[12], 10, 64)
			total += (user + system) * int64(time.Second) / ticks
		}
	}
	return time.Duration(total)
}

// groupRSS is the memory the processes hold, in bytes.
func groupRSS(pids []int) (total int64) {
	for _, pid := range pids {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			continue
		}
		for _, line := range strings.Split(string(data), "\n") {
			if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
				kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
				total += kb << 10
			}
		}
	}
	return total
}
