package store

import "time"

// Analytics keeps the data points of one dataset.
type Analytics interface {
	// Write takes a point and returns at once. It is on disk soon after, or failed
	// is told why it will not be: as at Cloudflare nobody waits for a point.
	Write(p DataPoint, failed func(error))
}

// DataPoint is one point: texts are string, bytes []byte, what is left out nil.
type DataPoint struct {
	At      time.Time
	Index   any
	Blobs   []any // at most 20
	Doubles []float64
}
