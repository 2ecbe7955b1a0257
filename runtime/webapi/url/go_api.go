package url

// Normalize is new URL(raw, base).href, or false when that would throw. An
// empty base is none. Any goroutine may call it.
func Normalize(raw, base string) (href string, ok bool) {
	p, ok := Parse(raw, base)
	return p.Href, ok
}
