// node:assert, one snippet a path.
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
  async ok() {
    return [
      thrown(() => assert(1)),
      thrown(() => assert.ok(true)),
      thrown(() => assert(0, "msg")),
    ];
  },
  async equal() {
    return [
      thrown(() => assert.equal(1, 1)),
      thrown(() => assert.strictEqual(NaN, NaN)),
      thrown(() => assert.notStrictEqual(1, 2)),
    ];
  },
  async deep() {
    return [
      thrown(() => assert.deepStrictEqual({ a: [1] }, { a: [1] })),
      thrown(() =>
        assert.deepStrictEqual(new Map([[1, 2]]), new Map([[1, 2]])),
      ),
      thrown(() => assert.notDeepStrictEqual({ a: 1 }, { a: 2 })),
    ];
  },
  async throws() {
    return [
      thrown(() =>
        assert.throws(() => {
          throw new TypeError("x");
        }, TypeError),
      ),
      thrown(() =>
        assert.throws(() => {
          throw new Error("xyz");
        }, /xyz/),
      ),
      thrown(() =>
        assert.throws(
          () => {
            throw new Error("x");
          },
          { message: "x", name: "Error" },
        ),
      ),
      thrown(() =>
        assert.throws(
          () => {
            throw new Error("x");
          },
          (e) => e.message === "x",
        ),
      ),
      thrown(() => assert.throws(() => {})),
      thrown(() => assert.throws(() => {}, TypeError, "my msg")),
      thrown(() => assert.throws("x")),
    ];
  },
  async "throws-other"() {
    return thrown(() =>
      assert.throws(() => {
        throw new Error("x");
      }, /y/),
    );
  },
  async "throws-class"() {
    return thrown(() =>
      assert.throws(() => {
        throw new TypeError("x");
      }, RangeError),
    );
  },
  async "throws-function"() {
    return thrown(() =>
      assert.throws(
        () => {
          throw new Error("x");
        },
        (e) => false,
      ),
    ).split("\n")[0];
  },
  async "does-not-throw"() {
    return [
      thrown(() => assert.doesNotThrow(() => {})),
      thrown(() =>
        assert.doesNotThrow(() => {
          throw new Error("bad");
        }),
      ),
      thrown(() =>
        assert.doesNotThrow(() => {
          throw new Error("bad");
        }, "extra"),
      ),
    ];
  },
  async rejects() {
    return [
      await assert.rejects(Promise.reject(new Error("x")), /x/),
      await assert.rejects(async () => {
        throw new TypeError("z");
      }, TypeError),
      await assert.rejects(Promise.resolve(1)).catch(failed),
      await assert.doesNotReject(Promise.resolve(1)),
    ];
  },
  async fail() {
    return [
      thrown(() => assert.fail()),
      thrown(() => assert.fail("boo")),
      thrown(() => assert.fail(new TypeError("te"))),
    ];
  },
  async "if-error"() {
    return [
      thrown(() => assert.ifError(null)),
      thrown(() => assert.ifError(new Error("ie"))),
      thrown(() => assert.ifError("str")),
    ];
  },
  async match() {
    return [
      thrown(() => assert.match("abc", /b/)),
      thrown(() => assert.doesNotMatch("abc", /x/)),
      thrown(() => assert.match("abc", /x/, "own")),
    ];
  },
  async "error-fields"() {
    try {
      assert.deepStrictEqual({ a: 1 }, { a: 2 });
    } catch (e) {
      return [
        e.code,
        e.operator,
        e.actual,
        e.expected,
        e.generatedMessage,
        e.name,
        e instanceof assert.AssertionError,
        e instanceof Error,
      ];
    }
  },
  async "assertion-error"() {
    const e = new AssertionError({
      message: "m",
      actual: 1,
      expected: 2,
      operator: "x",
    });
    return [e.message, e.generatedMessage, e.code, e.operator, e.actual];
  },
  async missing() {
    return thrown(() => assert.strictEqual(1));
  },
  async strict() {
    return [
      assert.strict.equal === assert.strict.strictEqual,
      typeof assert.strict.strict,
      strict === assert.strict,
    ];
  },
  async "loose-is-strict"() {
    return [
      () => assert.equal(1, "1"),
      () => assert.deepEqual({ a: 1 }, { a: "1" }),
      () => assert.notEqual(1, "1"),
      () => assert.notDeepEqual([1], ["1"]),
    ].map((f) => thrown(f).slice(0, 28));
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
