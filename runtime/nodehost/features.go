package nodehost

import "strings"

// feature is a part of the platform that not every Worker has. Its file puts it
// in place; which others come along, that file's imports say.
type feature struct {
	name string // as people read it in an error
	file string // in src/platform
	// A Worker that uses one of these globals needs it, and one that has one of
	// these words anywhere: members that lead to it, exports of modules.
	globals, words string
	// modules of Node export its classes, under whatever names a script asks by.
	modules string
	// needs are other features that it does not work without.
	needs []string
	// hidden are globals that throw in a project without it. Not among them are
	// those that Node's own classes and the packages of an app use themselves.
	hidden string
}

// streams are what Workers read bodies with; most others stand on them.
const streams = "streams and events"

const cloudflareGlobal = "the global Cloudflare"

// features are in the order in which their files must run.
var features = []feature{
	{
		name: streams, file: "streams.ts",
		globals: `ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest
			ReadableStreamDefaultController ReadableByteStreamController WritableStream
			WritableStreamDefaultController WritableStreamDefaultWriter TransformStream
			TransformStreamDefaultController FixedLengthStream IdentityTransformStream
			TextDecoderStream TextEncoderStream ByteLengthQueuingStrategy CountQueuingStrategy
			AbortController AbortSignal Event EventTarget CustomEvent ErrorEvent MessageEvent CloseEvent
			PromiseRejectionEvent ExtendableEvent FetchEvent ScheduledEvent
			addEventListener removeEventListener dispatchEvent reportError`,
		// Whatever reads a body, or can be told to stop.
		words: `body text json arrayBuffer blob bytes formData clone stream readable writable
			toWeb fromWeb asyncIterator signal abort webcrypto`,
		modules: "stream/web",
		hidden:  "FixedLengthStream IdentityTransformStream addEventListener removeEventListener dispatchEvent reportError",
	},
	{
		name: "language", file: "es.ts",
		globals: "Iterator Atomics",
		words: `toBase64 toHex setFromBase64 setFromHex fromBase64 fromHex getOrInsert getOrInsertComputed
			sumPrecise getOwnPropertyNames getOwnPropertyDescriptors ownKeys`,
	},
	{name: "URL", file: "url.ts", globals: "URL URLSearchParams", words: "searchParams"},
	{name: "DOMException", file: "dom-exception.ts", globals: "DOMException"},
	{name: "URLPattern", file: "url-pattern.ts", globals: "URLPattern", hidden: "URLPattern"},
	{name: "blobs", file: "blob.ts", globals: "Blob File", words: "blob", needs: []string{streams}},
	{name: "forms", file: "form.ts", globals: "FormData", words: "formData", needs: []string{"blobs"}},
	{
		name: "text coding", file: "text-decoder.ts", globals: "TextDecoder TextEncoder TextDecoderStream TextEncoderStream",
		modules: "stream/web",
	},
	{
		name: "compression", file: "coders.ts", globals: "CompressionStream DecompressionStream",
		modules: "stream/web",
		needs:   []string{streams}, hidden: "CompressionStream DecompressionStream",
	},
	{
		name: "crypto", file: "crypto.ts", globals: "crypto Crypto SubtleCrypto CryptoKey", words: "subtle DigestStream",
		needs: []string{streams}, hidden: "crypto Crypto SubtleCrypto CryptoKey",
	},
	{
		name: "structuredClone", file: "structured-clone.ts", globals: "structuredClone MessageChannel MessagePort", words: "postMessage",
		needs: []string{streams},
	},
	{
		name: "the global scope's objects", file: "scope.ts",
		globals: `scheduler Scheduler performance Performance PerformanceEntry PerformanceMark PerformanceMeasure
			PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming navigator Navigator
			WorkerGlobalScope ServiceWorkerGlobalScope`,
		words: "sendBeacon",
		needs: []string{"structuredClone"},
	},
	{
		name: "WebSockets", file: "websocket.ts", globals: "WebSocket WebSocketPair WebSocketRequestResponsePair CloseEvent", words: "webSocket",
		needs: []string{streams, "fetch"}, hidden: "WebSocket WebSocketPair",
	},
	{
		name: "fetch", file: "fetch.ts", globals: "fetch", words: "passThroughOnException sendBeacon",
		// A request to upgrade may be passed on by fetch(request).
		needs: []string{streams, "WebSockets"}, hidden: "fetch",
	},
	{name: "EventSource", file: "event-source.ts", globals: "EventSource", needs: []string{"fetch"}, hidden: "EventSource"},
	{name: "caches", file: "cache.ts", globals: "caches Cache CacheStorage", needs: []string{streams}, hidden: "caches Cache CacheStorage"},
	{name: "HTMLRewriter", file: "html-rewriter.ts", globals: "HTMLRewriter", needs: []string{streams, "text coding"}, hidden: "HTMLRewriter"},
	{name: cloudflareGlobal, file: "cloudflare-global.ts", globals: "Cloudflare"},
	{name: "WebAssembly", file: "wasm.ts", globals: "WebAssembly", hidden: "WebAssembly"},
	{name: "the module cloudflare:sockets", file: "cloudflare-sockets.ts", needs: []string{streams}},
	{name: "the module cloudflare:workers", file: "cloudflare-workers.ts", words: "exports"},
}

func allFeatures() map[string]bool {
	all := map[string]bool{}
	for _, f := range features {
		all[f.name] = true
	}
	return all
}

// FeatureGlobals are the globals that decide which parts of the platform a Worker
// gets; see Options.Worker.
func FeatureGlobals() (names []string) {
	for _, f := range features {
		names = append(names, strings.Fields(f.globals)...)
	}
	return names
}
