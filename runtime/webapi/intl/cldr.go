package intl

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// cldr.bin is made by cmd/w2c-dev/data/cldr.mjs: for each locale sections of
// JSON, compressed with their language's as a dictionary. A section is read when
// a script first formats something with it.
//
//go:embed cldr.bin
var packed []byte

type cldrIndex struct {
	Locales map[string]map[string]int `json:"locales"` // locale, section → blob
	Blobs   [][3]int                  `json:"blobs"`   // offset, length, dictionary or -1
	data    []byte
}

var cldr = sync.OnceValue(func() *cldrIndex {
	head := int(binary.BigEndian.Uint32(packed))
	index := &cldrIndex{data: packed[4+head:]}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed[4 : 4+head])))
	if err == nil {
		err = json.Unmarshal(text, index)
	}
	if err != nil {
		panic(fmt.Errorf("read locale data: %w", err)) // it is part of the program
	}
	return index
})

// section is a locale's section as JSON; sections that a region does not have of
// its own are its language's.
func section(locale, key string) (string, bool) {
	index := cldr()
	blob, ok := index.Locales[locale][key]
	if !ok {
		return "", false
	}
	text, err := index.read(blob)
	return string(text), err == nil
}

const window = 32 << 10 // of a dictionary, only so much counts

func (c *cldrIndex) read(blob int) ([]byte, error) {
	b := c.Blobs[blob]
	var dictionary []byte
	if b[2] >= 0 {
		var err error
		if dictionary, err = c.read(b[2]); err != nil {
			return nil, err
		}
		dictionary = dictionary[max(0, len(dictionary)-window):]
	}
	return io.ReadAll(flate.NewReaderDict(bytes.NewReader(c.data[b[0]:b[0]+b[1]]), dictionary))
}
