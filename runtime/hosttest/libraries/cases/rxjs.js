import { Subject, bufferCount, catchError, concatMap, delay, from, interval, lastValueFrom, map, mergeMap, of, reduce, scan, switchMap, take, throwError, toArray, zip } from "rxjs";

export default async function run() {
  const s = new Subject();
  const seen = [];
  s.pipe(scan((a, b) => a + b, 0)).subscribe({ next: (v) => seen.push(v), complete: () => seen.push("end") });
  s.next(1); s.next(2); s.complete();
  return [seen, await lastValueFrom(from([1, 2, 3]).pipe(mergeMap((n) => of(n * 2).pipe(delay(130 - 40 * n))), toArray())), await lastValueFrom(interval(1).pipe(take(4), bufferCount(2), toArray())), await lastValueFrom(throwError(() => new Error("x")).pipe(catchError((e) => of(e.message)))), await lastValueFrom(zip(of(1, 2), of("a", "b")).pipe(map((p) => p.join("")), reduce((a, b) => a + b))), await lastValueFrom(of(1, 2).pipe(switchMap((n) => of(n).pipe(delay(1))), concatMap((n) => of(n, n)), toArray()))];
}
