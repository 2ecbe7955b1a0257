package r2_test

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/w2c-dev/w2c/runtime/bindings/r2"
	"github.com/w2c-dev/w2c/runtime/hosttest/nodetest"
	"github.com/w2c-dev/w2c/runtime/manifest"
	"github.com/w2c-dev/w2c/runtime/store"
	"github.com/w2c-dev/w2c/runtime/store/sqlite"
)

func runNode(t *testing.T, script, dir string) string {
	t.Helper()
	files := r2.Kind{}.Part(manifest.Binding{Name: "B", Config: []byte("{}")}, false).Files
	// What the store needs of the platform; bodies come as bytes here.
	files["messages.ts"] = "export function setFixedLength() {}\n"
	files["parts.ts"] = "export const parts = {};\n"
	return nodetest.Run(t, files, script, dir)
}

const (
	small = `{"key":"a/é😀","http":"{\"contentType\":\"text/x\",\"cacheExpiry\":1700000000000}","custom":"{\"z\":\"1\",\"a\":\"é\"}","storageClass":"Standard"}`
	sum   = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
	opens = `import { Files } from "./r2_files.ts"; const b = new Files(process.argv[2]); const bytes = (s) => new TextEncoder().encode(s);`
	shows = `
for (const key of ["a/é😀", "parts"]) {
  const { object, body } = await b.get({ key, range: { offset: 1 } });
  const { version, uploaded, ...rest } = object;
  console.log(JSON.stringify([rest, /^[0-9a-f]{32}$/.test(version), await new Response(body).text()]));
}
const { objects, cursor } = await b.list({ limit: 1 });
console.log(objects[0].key, (await b.list({ limit: 1, cursor })).objects[0].key);`
	want = `[{"size":5,"etag":"5d41402abc4b2a76b9719d911017c592","http":"{\"contentType\":\"text/x\",\"cacheExpiry\":1700000000000}","custom":"{\"z\":\"1\",\"a\":\"é\"}",` +
		`"key":"a/é😀","sums":{"md5":"5d41402abc4b2a76b9719d911017c592","sha256":"` + sum + `"},"storageClass":"Standard","range":{"offset":1,"length":4}},true,"ello"]
[{"size":4,"etag":"1819d1a8700e59901a48215b8577ac07-1","http":"{}","custom":"{}","key":"parts","sums":{},"storageClass":"","range":{"offset":1,"length":3}},true,"art"]
a/é😀 parts
`
)

// TestSameBytes writes with one host and reads with the other, both ways and with
// both open at once: a team changes servers without moving data.
func TestSameBytes(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	b, err := sqlite.OpenR2(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var put struct {
		Key string
		store.R2Metadata
	}
	if err := json.Unmarshal([]byte(small), &put); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Put(ctx, put.Key, strings.NewReader("hello"), 5, store.R2Put{R2Metadata: put.R2Metadata, Sum: &store.R2Sum{Name: "sha256", Hex: sum}}); err != nil {
		t.Fatal(err)
	}
	plain := store.R2Metadata{HTTP: "{}", Custom: "{}"}
	id, err := b.CreateUpload(ctx, "parts", plain)
	if err != nil {
		t.Fatal(err)
	}
	// Node sees an upload that Go began, and Go completes it with Node's part.
	etag := strings.TrimSpace(runNode(t, opens+`
const { etag } = await b.part({ key: "parts", uploadId: "`+id+`", partNumber: 3, size: 4 }, bytes("part"));
console.log(etag); await b.close();`, dir))
	if _, err := b.CompleteUpload(ctx, "parts", id, []store.R2Part{{Number: 3, ETag: etag}}); err != nil {
		t.Fatal(err)
	}
	if got := runNode(t, opens+shows+" await b.close();", dir); normal(t, got) != normal(t, want) {
		t.Errorf("Go wrote, Node reads\n%s\nwant\n%s", got, want)
	}

	if err := b.Delete(ctx, []string{put.Key, "parts"}); err != nil {
		t.Fatal(err)
	}
	runNode(t, opens+`
await b.put({ ...`+small+`, size: 5, sum: { name: "sha256", hex: "`+sum+`" } }, bytes("hello"));
const { uploadId } = await b.create({ key: "parts", http: "{}", custom: "{}" });
const { etag } = await b.part({ key: "parts", uploadId, partNumber: 1, size: 4 }, bytes("part"));
await b.complete({ key: "parts", uploadId, parts: [{ partNumber: 1, etag }] });
await b.close();`, dir)
	for key, text := range map[string]string{put.Key: "ello", "parts": "art"} {
		one := int64(1)
		o, body, err := b.Get(ctx, key, store.R2Get{Range: &store.R2Range{Offset: &one}})
		if err != nil || o == nil {
			t.Fatalf("%s: %v, %v", key, o, err)
		}
		got, err := io.ReadAll(body)
		body.Close()
		if err != nil || string(got) != text {
			t.Errorf("Node wrote %s, Go reads %q, %v", key, got, err)
		}
		if key == put.Key && (o.R2Metadata != put.R2Metadata || o.Sums["sha256"] != sum || o.ETag != "5d41402abc4b2a76b9719d911017c592") {
			t.Errorf("Node wrote, Go reads %+v", o)
		}
	}
}

// normal is lines of JSON with their members in order.
func normal(t *testing.T, lines string) string {
	t.Helper()
	var out []string
	for _, line := range strings.Split(lines, "\n") {
		var v any
		if json.Unmarshal([]byte(line), &v) == nil {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			line = string(b)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// TestConfig: what the configuration may say, and what it may not.
func TestConfig(t *testing.T) {
	list, err := r2.Kind{}.FromConfig([]byte(`[{"binding":"A","bucket_name":"files"},{"binding":"B"}]`))
	if err != nil || len(list) != 2 || string(list[0].Config) != `{"bucket":"files"}` || string(list[1].Config) != `{"bucket":"B"}` {
		t.Errorf("%s, %v", list, err)
	}
	for text, path := range map[string]string{`[{"bucket_name":"files"}]`: "[0].binding", `{"binding":"A"}`: ""} {
		_, err := r2.Kind{}.FromConfig([]byte(text))
		c, ok := err.(*manifest.ConfigError) //nolint:errorlint // FromConfig returns it bare
		if !ok || c.Path != path {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestDated: a list of an old Worker always comes with metadata.
func TestDated(t *testing.T) {
	b := manifest.Binding{Name: "A", Config: []byte(`{"bucket":"files"}`)}
	for flag, want := range map[string]string{"r2_list_honor_include": `{"bucket":"files"}`, "": `{"bucket":"files","include":true}`} {
		got, err := r2.Kind{}.Dated(b, func(name string) bool { return name == flag })
		if err != nil || string(got.Config) != want {
			t.Errorf("%q: %s, %v", flag, got.Config, err)
		}
	}
}
