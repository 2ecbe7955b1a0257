// A Go program that a Worker calls: the work is done in WebAssembly, and it
// sleeps and calls back by itself.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"syscall/js"
	"time"
)

func main() {
	js.Global().Set("goWork", js.FuncOf(func(_ js.Value, args []js.Value) any {
		text := args[0].String()
		words := strings.Fields(text)
		sort.Strings(words)
		b, err := json.Marshal(map[string]any{"words": words, "sum": fmt.Sprintf("%x", sha256.Sum256([]byte(text)))})
		if err != nil {
			return err.Error()
		}
		return string(b)
	}))
	js.Global().Set("goLater", js.FuncOf(func(_ js.Value, args []js.Value) any {
		go func() {
			time.Sleep(20 * time.Millisecond)
			args[0].Invoke("slept")
		}()
		return nil
	}))
	select {}
}
