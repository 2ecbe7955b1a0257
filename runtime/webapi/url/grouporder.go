package url

import (
	"encoding/binary"
	"math/bits"
)

// workerd keeps the groups of a match in a hash map of the C++ library it is
// built with, and a script sees them in that map's order: JSON of the groups
// differs when it does. This is that order: the library's hash, its bucket counts,
// and where it puts a new element.

// groupOrder is the order of names when they are inserted one after the other:
// indexes into names.
func groupOrder(names []string) []int {
	var order []int // the library's one list of all elements
	hashes := make([]uint64, len(names))
	buckets := uint64(0)
	for i, name := range names {
		hashes[i] = cityHash([]byte(name))
		if uint64(i+1) > buckets {
			buckets = nextBuckets(buckets)
			order = rehash(order, hashes, buckets)
		}
		order = insertBucket(order, hashes, buckets, i)
	}
	return order
}

// nextBuckets is the next count after n: 2, then primes a little above the double.
func nextBuckets(n uint64) uint64 {
	if n == 0 {
		return 2
	}
	for n = 2*n + 1; !isPrime(n); n += 2 {
	}
	return n
}

func isPrime(n uint64) bool {
	for d := uint64(3); d*d <= n; d += 2 {
		if n%d == 0 {
			return false
		}
	}
	return true
}

// insertBucket puts i before the elements of its bucket, or before all when the
// bucket is empty.
func insertBucket(order []int, hashes []uint64, buckets uint64, i int) []int {
	at := 0
	for j, other := range order {
		if hashes[other]%buckets == hashes[i]%buckets {
			at = j
			break
		}
	}
	return append(order[:at], append([]int{i}, order[at:]...)...)
}

// rehash walks the list and moves each element whose bucket has been seen, and is
// not the one it stands in, to the front of that bucket.
func rehash(order []int, hashes []uint64, buckets uint64) []int {
	var out []int
	seen := map[uint64]bool{}
	last := ^uint64(0)
	for _, i := range order {
		b := hashes[i] % buckets
		switch {
		case b == last || !seen[b]:
			out = append(out, i)
			last = b
		default:
			out = insertBucket(out, hashes, buckets, i)
		}
		seen[b] = true
	}
	return out
}

const (
	city0 = 0xc3a5c85c97cb3127
	city1 = 0xb492b66fbe98f273
	city2 = 0x9ae16a3b2f90404f
	city3 = 0xc949c7defebe6f4b
)

// cityHash is the library's hash of a text of up to 32 bytes, and the same for
// the first 32 of a longer one: names of groups are short.
func cityHash(s []byte) uint64 {
	u64, u32 := binary.LittleEndian.Uint64, binary.LittleEndian.Uint32
	n := uint64(len(s))
	switch {
	case n == 0:
		return city2
	case n < 4:
		y := uint64(s[0]) + uint64(s[n>>1])<<8
		z := n + uint64(s[n-1])<<2
		return mix(y*city2^z*city3) * city2
	case n <= 8:
		return pair(n+uint64(u32(s))<<3, uint64(u32(s[n-4:])))
	case n <= 16:
		b := u64(s[n-8:])
		return pair(u64(s), bits.RotateLeft64(b+n, -int(n))) ^ b
	case n > 32:
		s, n = s[:32], 32
	}
	a, b, c, d := u64(s)*city1, u64(s[8:]), u64(s[n-8:])*city2, u64(s[n-16:])*city0
	return pair(bits.RotateLeft64(a-b, -43)+bits.RotateLeft64(c, -30)+d, a+bits.RotateLeft64(b^city3, -20)-c+n)
}

func mix(v uint64) uint64 { return v ^ v>>47 }

func pair(u, v uint64) uint64 {
	const mul = 0x9ddfea08eb382d69
	a := mix((u ^ v) * mul)
	return mix((v^a)*mul) * mul
}
