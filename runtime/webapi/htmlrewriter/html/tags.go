package html

// tagID is a tag whose name means something to the parser; 0 is every other one.
type tagID uint8

const (
	_ tagID = iota
	tagSvg
	tagMath
	tagTextarea
	tagTitle
	tagPlaintext
	tagScript
	tagStyle
	tagIframe
	tagXmp
	tagNoembed
	tagNoframes
	tagNoscript
	tagSelect
	tagFrameset
	tagInput
	tagKeygen
	tagTemplate
	tagP
	tagBr
	tagMi
	tagMo
	tagMn
	tagMs
	tagMtext
	tagDesc
	tagForeignObject
	tagFont
	tagBreakout // leaves foreign content; tagP and tagBr do too
)

func (id tagID) String() string { return tagNames[id] }

var tagNames = [...]string{
	tagSvg: "svg", tagMath: "math", tagTextarea: "textarea", tagTitle: "title", tagPlaintext: "plaintext",
	tagScript: "script", tagStyle: "style", tagIframe: "iframe", tagXmp: "xmp", tagNoembed: "noembed",
	tagNoframes: "noframes", tagNoscript: "noscript", tagSelect: "select", tagFrameset: "frameset",
	tagInput: "input", tagKeygen: "keygen", tagTemplate: "template", tagP: "p", tagBr: "br", tagMi: "mi",
	tagMo: "mo", tagMn: "mn", tagMs: "ms", tagMtext: "mtext", tagDesc: "desc", tagForeignObject: "foreignobject",
	tagFont: "font",
}

const longestTag = len("foreignobject")

// tagOf finds the tag with a name.
func tagOf(name []byte) tagID {
	if len(name) > longestTag {
		return 0
	}
	var buffer [longestTag]byte
	word := buffer[:len(name)]
	for i, c := range name {
		word[i] = lower(c)
	}
	switch string(word) {
	case "svg":
		return tagSvg
	case "math":
		return tagMath
	case "textarea":
		return tagTextarea
	case "title":
		return tagTitle
	case "plaintext":
		return tagPlaintext
	case "script":
		return tagScript
	case "style":
		return tagStyle
	case "iframe":
		return tagIframe
	case "xmp":
		return tagXmp
	case "noembed":
		return tagNoembed
	case "noframes":
		return tagNoframes
	case "noscript":
		return tagNoscript
	case "select":
		return tagSelect
	case "frameset":
		return tagFrameset
	case "input":
		return tagInput
	case "keygen":
		return tagKeygen
	case "template":
		return tagTemplate
	case "p":
		return tagP
	case "br":
		return tagBr
	case "mi":
		return tagMi
	case "mo":
		return tagMo
	case "mn":
		return tagMn
	case "ms":
		return tagMs
	case "mtext":
		return tagMtext
	case "desc":
		return tagDesc
	case "foreignobject":
		return tagForeignObject
	case "font":
		return tagFont
	case "b", "big", "blockquote", "body", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2", "h3", "h4",
		"h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "pre", "ruby", "s", "small",
		"span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var":
		return tagBreakout
	}
	return 0
}

func leavesForeign(id tagID) bool { return id == tagBreakout || id == tagP || id == tagBr }

// isVoid tells the elements without content.
func isVoid(name []byte) bool {
	if len(name) > len("basefont") {
		return false
	}
	var buffer [len("basefont")]byte
	word := buffer[:len(name)]
	for i, c := range name {
		word[i] = lower(c)
	}
	switch string(word) {
	case "area", "base", "basefont", "bgsound", "br", "col", "embed", "hr", "img", "input", "keygen", "link", "meta",
		"param", "source", "track", "wbr":
		return true
	}
	return false
}
