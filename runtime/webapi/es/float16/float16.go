// Package float16 has numbers of sixteen bits, IEEE 754 binary16, and makes typed
// arrays of them: https://tc39.es/ecma262/#sec-typedarray-objects
package float16

import "math"

const (
	nan      = 0x7e00
	infinity = 0x7c00
	sign     = 0x8000
)

// Bits is x rounded to the nearest number of sixteen bits, ties to even. NaN has
// one form.
func Bits(x float64) uint16 {
	bits := math.Float64bits(x)
	minus := uint16(bits>>48) & sign
	switch size := math.Abs(x); {
	case x != x:
		return nan
	case size >= 65520: // halfway between the largest number and the next
		return minus | infinity
	case size < 0x1p-14: // subnormal: a multiple of 2⁻²⁴
		return minus | uint16(math.RoundToEven(size*0x1p24))
	default:
		exponent := int(bits>>52&0x7ff) - 1023
		// A fraction that rounds up to 1024 carries into the exponent, as it must.
		fraction := math.RoundToEven(math.Ldexp(size, 10-exponent)) - 1024
		return minus | (uint16(exponent+15)<<10 + uint16(fraction))
	}
}

// Value is the number that bits stand for.
func Value(bits uint16) float64 {
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	var size float64
	switch exponent {
	case 31:
		if fraction != 0 {
			return math.NaN()
		}
		size = math.Inf(1)
	case 0:
		size = fraction * 0x1p-24
	default:
		size = math.Ldexp(1024+fraction, exponent-25)
	}
	if bits&sign != 0 {
		return -size
	}
	return size
}
