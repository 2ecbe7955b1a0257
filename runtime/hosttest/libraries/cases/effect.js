import { Chunk, Duration, Effect, Exit, Option, Schedule, Schema, Stream, pipe } from "effect";

export default async function run() {
  let tries = 0;
  const flaky = Effect.suspend(() => (++tries < 3 ? Effect.fail("no") : Effect.succeed(tries)));
  const User = Schema.Struct({ name: Schema.String, age: Schema.Number });
  const failed = await Effect.runPromiseExit(
    Effect.gen(function* () {
      const a = yield* Effect.succeed(1);
      yield* Effect.fail({ _tag: "Bad", a });
    }),
  );
  const squares = pipe(Stream.range(1, 5), Stream.map((n) => n * n), Stream.filter((n) => n % 2 === 1), Stream.runCollect);
  return [
    await Effect.runPromise(Effect.retry(flaky, Schedule.recurs(5))),
    await Effect.runPromise(Effect.all([Effect.succeed(1), Effect.sleep(Duration.millis(3)).pipe(Effect.as(2))], { concurrency: 2 })),
    Exit.isFailure(failed),
    [...(await Effect.runPromise(squares))],
    Option.getOrElse(Option.none(), () => "none"),
    Schema.decodeUnknownSync(User)({ name: "x", age: 4 }),
    Chunk.toReadonlyArray(Chunk.map(Chunk.make(1, 2), (n) => n + 1)),
  ];
}
