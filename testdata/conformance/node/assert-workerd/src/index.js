// What workerd itself says when an assertion fails.
import assert, { AssertionError, strict } from "node:assert";

const show = (v) =>
  typeof v === "string" ? v : (JSON.stringify(v) ?? String(v));
const failed = (e) => `${e?.name} ${e?.code ?? "-"} ${e?.message}`;
// thrown is the error of f in one line.
const thrown = (f) => {
  try {
    return show(f());
  } catch (e) {
    return failed(e);
  }
};
const snippets = {
  async custom() {
    return [
      thrown(() => assert.strictEqual(1, 2, "custom")),
      thrown(() => assert.deepStrictEqual({ a: 1 }, { a: 2 }, "custom")),
      thrown(() => assert.ok(false, new RangeError("own"))),
    ];
  },
  async ok() {
    return [
      thrown(() => assert(0)),
      thrown(() => assert()),
      thrown(() => assert.equal(1, 2)),
      thrown(() => assert.equal(1, "1")),
      thrown(() => assert.notEqual(1, 1)),
    ];
  },
  async "strict-equal"() {
    return [
      thrown(() => assert.strictEqual("a\nb", "a\nc")),
      thrown(() => assert.strictEqual({ a: 1 }, { a: 1 })),
      thrown(() => assert.strictEqual([1, 2], [1, 2])),
      thrown(() => assert.strictEqual(1, 2, new RangeError("own"))),
    ].join("\n---\n");
  },
  async "deep-equal"() {
    return [
      thrown(() => assert.deepEqual({ a: 1 }, { a: "1" })),
      thrown(() =>
        assert.deepStrictEqual({ a: 1, b: [1, 2, 3] }, { a: 1, b: [1, 2, 4] }),
      ),
      thrown(() =>
        assert.deepStrictEqual(new Map([[1, 2]]), new Map([[1, 3]])),
      ),
      thrown(() => assert.deepStrictEqual(1, 2)),
      thrown(() => assert.deepStrictEqual(/a/g, /a/i)),
      thrown(() => assert.deepStrictEqual(new Date(0), new Date(1))),
    ].join("\n---\n");
  },
  async "deep-long"() {
    return thrown(() =>
      assert.deepStrictEqual(
        Array.from({ length: 40 }, (_, i) => i),
        Array.from({ length: 40 }, (_, i) => (i === 20 ? 99 : i)),
      ),
    );
  },
  async "not-deep"() {
    return [
      thrown(() => assert.notDeepStrictEqual({ a: 1 }, { a: 1 })),
      thrown(() => assert.notStrictEqual(1, 1)),
    ];
  },
  async match() {
    return [
      thrown(() => assert.match("abc", /x/)),
      thrown(() => assert.match(5, /x/)),
      thrown(() => assert.doesNotMatch("abc", /b/)),
      thrown(() => assert.match("abc", "b")),
    ];
  },
  async message() {
    return [
      new AssertionError({ actual: 1, expected: 2, operator: "strictEqual" })
        .message,
      thrown(() => new AssertionError()),
    ];
  },
  async "throws-object"() {
    return thrown(() =>
      assert.throws(
        () => {
          throw new Error("x");
        },
        { message: "y" },
      ),
    );
  },
};

export default {
  async fetch(request, env, ctx) {
    const snippet =
      snippets[decodeURIComponent(new URL(request.url).pathname.slice(1))];
    try {
      return new Response(show(await snippet(request, env, ctx)));
    } catch (e) {
      return new Response(`THROWN ${failed(e)}`);
    }
  },
};
