package routes

import (
	"context"
	"errors"
	"fmt"
)

const (
	// mutated is how many random programs mistakes are planted in.
	mutated = 300
	// plants is how often one kind of mistake is planted at most, and enough how
	// often it is noticed before it is planted no more.
	plants = 80
	enough = 3
	// perMutant is how many requests a spoiled program is sent. One program must
	// do here what in the property test thousands do.
	perMutant = 32
)

// mutation plants wrong rewrites in lifted programs: the requests of the
// property test must notice each kind, or that test proves little.
func mutation(ctx context.Context, b *bench) []Outcome {
	type kind struct {
		Name            string
		Planted, Caught int
	}
	kinds, err := runScript[kind](ctx, b, "mutation.mjs", map[string]any{
		"analyser": b.analyser(), "programs": mutated, "plants": plants, "enough": enough, "requests": perMutant,
	})
	errs := []error{err}
	caught, places, noticed := 0, 0, 0
	for _, k := range kinds {
		places += k.Planted
		noticed += k.Caught
		switch {
		case k.Caught > 0:
			caught++
		case k.Planted == 0:
			errs = append(errs, fmt.Errorf("%q: nothing to plant it in: the mutation is not up to date", k.Name))
		default:
			errs = append(errs, fmt.Errorf("%q: planted %d times and never noticed", k.Name, k.Planted))
		}
	}
	if len(kinds) < 25 {
		errs = append(errs, fmt.Errorf("only %d kinds of mistakes", len(kinds)))
	}
	return []Outcome{{
		Name: "planted mistakes",
		Said: fmt.Sprintf("%d of %d kinds caught, at %d of %d places", caught, len(kinds), noticed, places),
		Err:  errors.Join(errs...),
	}}
}
