// formats: esm
import { BehaviorSubject, from, interval, lastValueFrom, merge, of, throwError } from "rxjs";
import { bufferCount, catchError, concatMap, delay, map, scan, take, toArray } from "rxjs/operators";
import { TestScheduler } from "rxjs/testing";
console.log(await lastValueFrom(from([1, 2, 3]).pipe(concatMap((value) => of(value * 2).pipe(delay(1))), scan((sum, value) => sum + value, 0), toArray())));
console.log(await lastValueFrom(merge(interval(1).pipe(take(2)), throwError(() => new Error("x")).pipe(catchError((error) => of(error.message)))).pipe(bufferCount(3))));
const subject = new BehaviorSubject(1);
subject.pipe(map(String)).subscribe((value) => console.log(value));
subject.next(2);
new TestScheduler((actual, expected) => console.log(JSON.stringify(actual) === JSON.stringify(expected))).run(({ cold, expectObservable }) => expectObservable(cold("a-b|").pipe(map((value) => value + value))).toBe("c-d|", { c: "aa", d: "bb" }));
