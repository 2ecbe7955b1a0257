package drivers

import (
	"context"
	"path/filepath"

	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
)

// Analytics opens a dataset in analytics.sqlite in the data folder, which all
// datasets of the app share. It is nil, nil for an app of several machines, whose
// points are lines of the log.
func (s *Stores) Analytics(ctx context.Context, b manifest.Binding, dataset string) (store.Analytics, error) {
	if s.o.Services {
		return nil, nil
	}
	dir, err := s.DataDir()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	const key = "analytics"
	file, ok := s.open[key].(*sqlite.Analytics)
	if !ok {
		file, err = sqlite.OpenAnalytics(ctx, filepath.Join(dir, "analytics.sqlite"))
		if err != nil {
			return nil, &store.ConfigError{Variable: "W2C_DATA_DIR", Why: err.Error()}
		}
		s.open[key] = file
	}
	points, err := file.Dataset(ctx, dataset)
	if err != nil {
		return nil, &store.ConfigError{Variable: "W2C_DATA_DIR", Why: err.Error()}
	}
	if s.o.Count != nil {
		return countedAnalytics{points, b.Name, s.o.Count}, nil
	}
	return points, nil
}

// countedAnalytics counts points for metrics.
type countedAnalytics struct {
	store.Analytics
	binding string
	count   func(binding, op string)
}

func (c countedAnalytics) Write(p store.DataPoint, failed func(error)) {
	c.count(c.binding, "write")
	c.Analytics.Write(p, failed)
}
