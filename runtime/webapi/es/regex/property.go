package regex

import (
	"errors"
	"strings"
	"sync"
	"unicode"

	"github.com/dlclark/regexp2/v2"
)

// Properties the engine does not know, spelled with those it does. Derived as
// in DerivedCoreProperties.txt of the Unicode database.
var derived = map[string]string{
	"Any":          `\u{0}-\u{10FFFF}`,
	"ASCII":        `\x00-\x7f`,
	"Alphabetic":   `\p{L}\p{Nl}\p{Other_Alphabetic}\p{Other_Lowercase}\p{Other_Uppercase}`,
	"Lowercase":    `\p{Ll}\p{Other_Lowercase}`,
	"Uppercase":    `\p{Lu}\p{Other_Uppercase}`,
	"Cased":        `\p{Lu}\p{Ll}\p{Lt}\p{Other_Lowercase}\p{Other_Uppercase}`,
	"ID_Start":     `\p{L}\p{Nl}\p{Other_ID_Start}`,
	"ID_Continue":  `\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}\p{Other_ID_Start}\p{Other_ID_Continue}`,
	"XID_Start":    `\p{L}\p{Nl}\p{Other_ID_Start}`,
	"XID_Continue": `\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}\p{Other_ID_Start}\p{Other_ID_Continue}`,
}

var aliases = map[string]string{
	"Alpha": "Alphabetic", "Lower": "Lowercase", "Upper": "Uppercase",
	"IDS": "ID_Start", "IDC": "ID_Continue", "XIDS": "XID_Start", "XIDC": "XID_Continue",
	"EPres": "Emoji_Presentation", "EMod": "Emoji_Modifier", "EBase": "Emoji_Modifier_Base",
	"EComp": "Emoji_Component", "ExtPict": "Extended_Pictographic",
	"space": "White_Space", "Hex": "Hex_Digit", "AHex": "ASCII_Hex_Digit",
}

// Long names of general categories, as ECMAScript takes them.
var categories = map[string]string{
	"Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
	"Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo",
	"Mark": "M", "Combining_Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me",
	"Number": "N", "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No",
	"Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd",
	"Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi",
	"Final_Punctuation": "Pf", "Other_Punctuation": "Po",
	"Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So",
	"Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp",
	"Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs",
	"Private_Use": "Co", "Unassigned": "Cn",
}

var errProperty = errors.New("Invalid property name")

// property reads \p{...} or \P{...}.
func (p *parser) property() (c class, negated bool, err error) {
	negated = p.s[p.i+1] == 'P'
	p.i += 3
	start := p.i
	for p.more() && p.s[p.i] != '}' {
		p.i++
	}
	if !p.more() {
		return c, negated, errProperty
	}
	name := string(p.s[start:p.i])
	p.i++
	body, flip, err := resolve(name)
	return class{body: body}, negated != flip, err
}

// resolve gives the class body for a property name; flip says that the property
// is everything else.
func resolve(name string) (body string, flip bool, err error) {
	key, value, hasValue := strings.Cut(name, "=")
	if hasValue {
		switch key {
		case "General_Category", "gc":
			if long, ok := categories[value]; ok {
				value = long
			}
			if _, ok := unicode.Categories[value]; !ok && value != "LC" {
				return "", false, errProperty
			}
			name = value
		case "Script", "sc", "Script_Extensions", "scx":
			// Script extensions are not to be had; the script itself is nearly the same set.
			if !known(value) {
				return "", false, errProperty
			}
			return `\p{` + value + `}`, false, nil
		default:
			return "", false, errProperty
		}
	}
	if long, ok := categories[name]; ok {
		name = long
	}
	if long, ok := aliases[name]; ok {
		name = long
	}
	switch name {
	case "LC":
		return `\p{Lu}\p{Ll}\p{Lt}`, false, nil
	case "Assigned":
		return `\p{Cn}`, true, nil
	}
	if body, ok := derived[name]; ok {
		return body, false, nil
	}
	// A bare script name is no property in ECMAScript, though the engine takes it.
	if _, isScript := unicode.Scripts[name]; isScript || !known(name) {
		return "", false, errProperty
	}
	return `\p{` + name + `}`, false, nil
}

var knownNames sync.Map

// known asks the engine itself.
func known(name string) bool {
	if v, ok := knownNames.Load(name); ok {
		return v.(bool)
	}
	for _, r := range name {
		if r != '_' && !(r >= '0' && r <= '9') && !(r >= 'a' && r <= 'z') && !(r >= 'A' && r <= 'Z') {
			return false
		}
	}
	_, err := regexp2.Compile(`\p{`+name+`}`, regexp2.ECMAScript|regexp2.Unicode)
	if len(name) < 40 {
		knownNames.Store(name, err == nil)
	}
	return err == nil
}
