package keep

import "github.com/w2c-dev/w2c/transform/routes"

// Lift puts the files that routes were lifted in where their originals are. The
// proof that a plain build makes the Worker's script was about the originals.
func (s *Source) Lift(r routes.Result, server string) {
	if r.Form != routes.Lifted {
		return
	}
	for name, text := range r.Files {
		s.Files[name] = text
	}
	s.Kept.Routed = true
	s.Kept.Platform = []string{server + "-routes.ts"}
	// The framework is the server's, unless the Worker had it as a package of its own.
	if !s.packages[server] {
		s.Plain.External = []string{server, server + "/*"}
	}
}
