package encoding

// GB 18030 maps what GBK had not assigned to the private use area, and so does
// the standard's index; x/text has nothing there.
// https://encoding.spec.whatwg.org/#index-gb18030

// gbPrivate are the runs among the symbols: the first two bytes, how many, and
// the first character.
var gbPrivate = [...]struct {
	bytes, count int
	first        rune
}{
	{0xA2AB, 6, 0xE766}, {0xA2E4, 1, 0xE76D}, {0xA2EF, 2, 0xE76E}, {0xA2FD, 2, 0xE770}, {0xA4F4, 11, 0xE772}, {0xA5F7, 8, 0xE77D},
	{0xA6B9, 8, 0xE785}, {0xA6F6, 9, 0xE797}, {0xA7C2, 15, 0xE7A0}, {0xA7F2, 13, 0xE7AF}, {0xA896, 11, 0xE7BC}, {0xA8C1, 4, 0xE7C9},
	{0xA8EA, 21, 0xE7CD}, {0xA958, 1, 0xE7E2}, {0xA95B, 1, 0xE7E3}, {0xA95D, 3, 0xE7E4}, {0xA997, 13, 0xE7F4}, {0xA9F0, 15, 0xE801},
	{0xD7FA, 5, 0xE810}, {0xFE51, 3, 0xE816}, {0xFE6C, 1, 0xE831}, {0xFE76, 1, 0xE83B}, {0xFE91, 1, 0xE855},
}

// gbUser are the three user-defined areas: rows of leads from to, of trails from
// to, in order.
var gbUser = [...]struct {
	lead, lastLead, trail, lastTrail int
	first                            rune
}{
	{0xAA, 0xAF, 0xA1, 0xFE, 0xE000}, {0xF8, 0xFE, 0xA1, 0xFE, 0xE234}, {0xA1, 0xA7, 0x40, 0xA0, 0xE4C6},
}

// addPrivate fills the holes of t.
func addPrivate(t table) {
	for _, u := range gbUser {
		r := u.first
		for lead := u.lead; lead <= u.lastLead; lead++ {
			for trail := u.trail; trail <= u.lastTrail; trail++ {
				if trail == 0x7F {
					continue
				}
				if p := gbPointer(lead, trail); t[p] == 0 {
					t[p] = r
				}
				r++
			}
		}
	}
	for _, run := range gbPrivate {
		for i := range run.count {
			t[gbPointer(run.bytes>>8, run.bytes&0xFF+i)] = run.first + rune(i)
		}
	}
}

// gbPointer is the pointer of two bytes.
func gbPointer(lead, trail int) int {
	if trail > 0x7F {
		trail--
	}
	return (lead-0x81)*190 + trail - 0x40
}
