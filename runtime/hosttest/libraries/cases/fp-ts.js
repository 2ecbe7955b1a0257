import * as A from "fp-ts/Array";
import * as E from "fp-ts/Either";
import * as O from "fp-ts/Option";
import * as TE from "fp-ts/TaskEither";
import { pipe } from "fp-ts/function";
import * as t from "io-ts";
import { PathReporter } from "io-ts/PathReporter";

const User = t.type({ id: t.number, tags: t.array(t.string) });

export default async () => [pipe([1, 2, 3], A.filter((n) => n > 1), A.map((n) => n * 2), A.head, O.getOrElse(() => 0)), await pipe(TE.right(1), TE.flatMap((n) => TE.tryCatch(async () => { if (n) throw new Error("x"); }, String)))(), E.isRight(User.decode({ id: 1, tags: [] })), PathReporter.report(User.decode({ id: "1", tags: [2] }))];
