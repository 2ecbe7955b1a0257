package cache

import (
	"container/list"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Entry is a response that is kept.
type Entry struct {
	Status  int
	Headers []string // name, value, name, value …
	Body    []byte
	Expires time.Time
}

// Store keeps responses for all isolates of a process: small ones in memory,
// large ones as files, the least recently used leaving first. Nothing of it
// outlives the process; a cache may forget at any time.
type Store struct {
	// Dir makes the folder for large bodies, at the first of them. Nil keeps all
	// in memory.
	Dir func() (string, error)

	mu      sync.Mutex
	entries map[string]*list.Element
	order   list.List // of *kept, the last used first
	memory  int64
	disk    int64
	folder  string
	serial  int
}

type kept struct {
	key   string
	entry Entry
	file  string // holds the body when it is not in entry
	size  int64
}

// Limits in bytes.
const (
	maxMemory = 32 << 20
	maxDisk   = 512 << 20
	inMemory  = 64 << 10 // longer bodies become files
	maxBody   = 512 << 20
	overhead  = 256 // of an entry beside its texts
)

// Get gives the entry of a key, if it is fresh. Any goroutine.
func (s *Store) Get(key string) (Entry, bool, error) {
	s.mu.Lock()
	el, ok := s.entries[key]
	if !ok {
		s.mu.Unlock()
		return Entry{}, false, nil
	}
	k := el.Value.(*kept)
	if !time.Now().Before(k.entry.Expires) {
		s.drop(el)
		s.mu.Unlock()
		return Entry{}, false, nil
	}
	s.order.MoveToFront(el)
	e, file := k.entry, k.file
	if file == "" {
		s.mu.Unlock()
		return e, true, nil
	}
	f, err := os.Open(file) // open, it can be read although it is evicted meanwhile
	s.mu.Unlock()
	if err != nil {
		return Entry{}, false, nil // somebody tidied the folder: a miss
	}
	defer f.Close()
	e.Body = make([]byte, k.size)
	if n, err := f.ReadAt(e.Body, 0); int64(n) != k.size {
		return Entry{}, false, fmt.Errorf("read cached body: %w", err)
	}
	return e, true, nil
}

// Put keeps an entry, or forgets the one of that key when it is out of date. The
// store owns its slices from then on.
func (s *Store) Put(key string, e Entry) error {
	if !time.Now().Before(e.Expires) || len(e.Body) > maxBody {
		s.Delete(key)
		return nil
	}
	k := &kept{key: key, entry: e, size: int64(len(e.Body))}
	if len(e.Body) > inMemory && s.Dir != nil {
		file, err := s.write(e.Body)
		if err != nil {
			return fmt.Errorf("keep response: %w", err)
		}
		k.file, k.entry.Body = file, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if el, ok := s.entries[key]; ok {
		s.drop(el)
	}
	if s.entries == nil {
		s.entries = map[string]*list.Element{}
	}
	s.entries[key] = s.order.PushFront(k)
	s.memory += k.held()
	if k.file != "" {
		s.disk += k.size
	}
	for s.memory > maxMemory || s.disk > maxDisk {
		s.drop(s.order.Back())
	}
	return nil
}

// Delete forgets a key and says whether it was there and fresh.
func (s *Store) Delete(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	el, ok := s.entries[key]
	if !ok {
		return false
	}
	fresh := time.Now().Before(el.Value.(*kept).entry.Expires)
	s.drop(el)
	return fresh
}

// Close removes the files.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folder == "" {
		return nil
	}
	return os.RemoveAll(s.folder)
}

// held is what the entry takes of memory.
func (k *kept) held() int64 {
	n := int64(overhead + len(k.key) + len(k.entry.Body))
	for _, h := range k.entry.Headers {
		n += int64(len(h))
	}
	return n
}

// drop removes an entry; the caller holds the lock.
func (s *Store) drop(el *list.Element) {
	k := s.order.Remove(el).(*kept)
	delete(s.entries, k.key)
	s.memory -= k.held()
	if k.file != "" {
		s.disk -= k.size
		_ = os.Remove(k.file) // the folder is removed as a whole at the end
	}
}

func (s *Store) write(b []byte) (string, error) {
	s.mu.Lock()
	if s.folder == "" {
		dir, err := s.Dir()
		if err == nil {
			err = os.MkdirAll(dir, 0o755)
		}
		if err == nil {
			s.folder, err = os.MkdirTemp(dir, "cache-")
		}
		if err != nil {
			s.mu.Unlock()
			return "", err
		}
	}
	s.serial++
	file := filepath.Join(s.folder, fmt.Sprintf("%d", s.serial))
	s.mu.Unlock()
	return file, os.WriteFile(file, b, 0o600)
}
