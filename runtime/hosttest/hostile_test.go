package hosttest

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/w2c-dev/w2c/runtime/hosttest/cases"
)

// limited is the answer of a Worker that used more time or memory than it may.
const limited = "503 error code: 1102\n"

const (
	noString = "200 threw RangeError: Invalid string length"
	noArray  = "200 threw RangeError: Invalid array length"
	noBigInt = "200 threw RangeError: Maximum BigInt size exceeded"
	noBuffer = "200 threw RangeError: Array buffer allocation failed"
	noStack  = "200 threw RangeError: Maximum call stack size exceeded"
	noEval   = "200 threw EvalError: Code generation from strings disallowed for this context"
)

// hostile is what testdata/hostile does, by name, and its answer. An answer that
// ends in … may go on; one of several is enough, where it depends on the machine
// which limit is met first.
var hostile = []struct {
	names   string
	answers []string
}{
	// The limit on the processor's time.
	{"loop loopLater microtasks awaits queueMicrotask thenable spread generator promiseAll iteratorHelper getter proxyTrap toPrimitive comparator replacer toJSON", []string{limited}},
	{"finallyLoop redos redosBackref redosLookahead redosReplace redosPattern quantifiers quadratic indexOf wasm endlessBody timers abortListeners", []string{limited}},
	// Sizes that are refused before anything is made.
	{"repeat repeatMost padStart padEnd arrayJoin arrayText normalize split", []string{noString}},
	{"concat template concatMethod replaceSelf", []string{noString, limited}},
	{"arrayFill arrayFillMid arraySort arraySortLike arrayToSorted arrayToReversed arrayWith arrayToSpliced arrayReverse arrayFrom", []string{noArray}},
	{"arrayIndexOf arrayIncludes arrayMap arraySlice arraySplice arrayConcat arrayFlat arrayCopyWithin arrayUnshift arrayShift arrayLastIndexOf", []string{noArray}},
	{"arraySpread apply reflectApply reflectConstruct fromCharCode jsonArray jsonLike proxyKeys", []string{noArray}},
	{"power powerMid bigText bigShift", []string{noBigInt}},
	{"bigMultiply bigParse", []string{limited, noBigInt}},
	{"arrayBuffer arrayBufferResize", []string{noBuffer}},
	{"typedArray typedArrayMost typedArrayLike bufferConcat", []string{"200 threw RangeError: Invalid typed array length…"}},
	{"buffer", []string{"200 threw RangeError [ERR_OUT_OF_RANGE]…"}},
	// The limit on memory, or on time when that comes first.
	{"hoard hoardObjects hoardBuffers mapGrowth promises formData", []string{limited}},
	{"blob", []string{"200 threw RangeError: Blob size 67108864 exceeds limit 65536000", limited}},
	{"applySmall", []string{"200 gave 1"}},
	// Recursion: an error that a script can catch; the slow ones may meet the limit first.
	{"recursion getterRecursion setter replaceText", []string{noStack}},
	{"constructor mapRecursion sort proxy toStringSelf valueOfRecursion jsonStringifyToJSON events", []string{noStack, limited}},
	{"recursionCaught", []string{"200 gave true Maximum call stack size exceeded true"}},
	{"recursionFinally", []string{"200 gave RangeError true"}},
	{"recursionRetried", []string{limited}},
	{"asyncRecursion generatorRecursion species hasInstance proxyPrototype proxyOnPrototype", []string{noStack, limited, "500 Internal Server Error\n"}},
	// Values nested deep in each other.
	{"proxyChain bindChain prototypeChain toStringNested jsonStringify structuredCloneDeep consoleDeep errorCause", []string{noStack, limited, "200 gave …", "200 threw RangeError…"}},
	{"jsonParseOpen", []string{"200 threw SyntaxError…", noStack, limited}},
	{"eval newFunction", []string{noEval}},
	{"regExpNested regExpNestedMore regExpAlternatives regExpClass", []string{"200 threw SyntaxError…", "200 gave …", noStack, limited}},
	{"wasmRecursion wasmThroughScript", []string{noStack, "200 threw RangeError…", limited}},
	{"promiseThen cloneNested htmlDeep htmlSelector", []string{"200 gave …", "200 threw …", limited}},
}

// TestHostileCode runs code that tries to end its process: every case has the
// answer that is documented, a request that is in flight meanwhile is answered or
// fails with a documented error, and the same process answers the next one.
func TestHostileCode(t *testing.T) {
	need(t)
	tr := startOwn(t, "hostile", "goja", map[string]string{"W2C_CPU_MS": "250", "W2C_MEMORY_MB": "250", "W2C_ISOLATES": "2", "LOG_LEVEL": "error"}, false)
	pid := tr.PID()
	for _, group := range hostile {
		for name := range strings.FieldsSeq(group.names) {
			waited := make(chan string, 1)
			go func() { waited <- tr.ask("/wait?ms=100") }()
			time.Sleep(10 * time.Millisecond)
			began := time.Now()
			if got := tr.ask("/case?name=" + url.QueryEscape(name)); !oneOf(got, group.answers) {
				t.Errorf("%s: %q; want one of %q", name, got, group.answers)
			}
			if took := time.Since(began); took > time.Minute {
				t.Errorf("%s: answered after %s", name, took)
			}
			if got := <-waited; !oneOf(got, []string{"200 waited", limited, "500 Internal Server Error\n"}) {
				t.Errorf("%s: a request in flight got %q", name, got)
			}
			if got := tr.ask("/"); got != "200 fine" {
				t.Errorf("%s: the next request got %q", name, got)
			}
			select {
			case <-tr.Done():
				t.Fatalf("%s: the process ended\n%s", name, last(tr.Logs()))
			default:
			}
		}
	}
	if now := tr.PID(); now != pid {
		t.Errorf("the process changed from %d to %d", pid, now)
	}
	if most := peak(t, pid); most > 1<<30 {
		t.Errorf("the process held %d MB; its limit is 250", most>>20)
	}
}

// ask is the status and the text of an answer.
func (tr *trouble) ask(path string) string {
	a, err := cases.Send(tr.t.Context(), tr.Addr, cases.Request{Name: path, Path: path}, "")
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %s", a.Status, a.Text())
}

func oneOf(got string, want []string) bool {
	for _, w := range want {
		if beginning, ok := strings.CutSuffix(w, "…"); got == w || ok && strings.HasPrefix(got, beginning) {
			return true
		}
	}
	return false
}
