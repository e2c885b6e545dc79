// Observables, subjects, schedulers and most operators, on virtual time where time matters.
// Node takes rxjs's CommonJS half and a bundler its ES modules: see "imports" in package.json.
import * as rxjs from "#rxjs";
import {
  BehaviorSubject, EMPTY, Observable, ReplaySubject, Subject, VirtualTimeScheduler, asapScheduler, asyncScheduler,
  catchError, combineLatest, concat, concatMap, defer, delay, distinctUntilChanged, exhaustMap, expand, filter, firstValueFrom,
  forkJoin, from, generate, groupBy, iif, interval, lastValueFrom, map, merge, mergeMap, of, pairwise, partition, queueScheduler, race,
  range, reduce, retry, scan, share, shareReplay, startWith, switchMap, take, takeUntil, tap, throwError, timer, toArray, using, window, windowCount,
  withLatestFrom, zip,
} from "#rxjs";
import { TestScheduler } from "#rxjs/testing";

const show = (label, value) => console.log(`${label}:`, JSON.stringify(value));
const collect = (source) => lastValueFrom(source.pipe(toArray()), { defaultValue: [] });

async function main() {
  show("exports", Object.keys(rxjs).filter((name) => name !== "default" && name !== "module.exports" && name !== "__esModule").sort());

  show("range", await collect(range(1, 10).pipe(filter((n) => n % 2), map((n) => n * n), scan((a, b) => a + b, 0))));
  show("concatMap", await collect(from(["a", "b"]).pipe(concatMap((x, i) => of(x, x + i).pipe(delay(1))))));
  show("forkJoin", await firstValueFrom(forkJoin({ a: of(1, 2), b: timer(1).pipe(map(() => "late")) })));
  show("zip", await collect(zip(of(1, 2, 3), from("abc"), (n, c) => c.repeat(n))));
  show("groupBy", await collect(range(0, 9).pipe(groupBy((n) => n % 3), mergeMap((g) => g.pipe(reduce((sum, n) => sum + n, 0), map((sum) => [g.key, sum]))))));
  show("expand", await collect(of(1).pipe(expand((n) => (n < 60 ? of(n * 2) : EMPTY)))));
  show("generate", await collect(generate({ initialState: 1, condition: (n) => n < 200, iterate: (n) => n * 3 })));
  show("windowCount", await collect(range(1, 7).pipe(windowCount(3), mergeMap((w) => w.pipe(toArray())))));
  const [even, odd] = partition(range(1, 6), (n) => n % 2 === 0);
  show("partition", await firstValueFrom(forkJoin([even.pipe(toArray()), odd.pipe(toArray())])));
  show("pairwise", await collect(from([3, 3, 5, 5, 8]).pipe(distinctUntilChanged(), startWith(0), pairwise())));

  let attempts = 0;
  const flaky = defer(() => (++attempts < 3 ? throwError(() => new Error(`attempt ${attempts}`)) : of("landed")));
  show("retry", await firstValueFrom(flaky.pipe(retry(5))));
  show("catchError", await collect(concat(of("before"), throwError(() => new TypeError("overboard"))).pipe(catchError((e) => of(`${e.name}: ${e.message}`)))));
  show("iif", await firstValueFrom(iif(() => attempts === 3, of("three"), of("other"))));
  let disposed = false;
  await collect(using(() => ({ unsubscribe: () => (disposed = true) }), () => of(1)));
  show("using", disposed);

  const water = new BehaviorSubject(4.2);
  const gate = new Subject();
  const history = new ReplaySubject(2);
  const log = [];
  combineLatest([water, gate]).pipe(map(([level, open]) => (open ? level : -level))).subscribe((v) => log.push(v));
  water.pipe(withLatestFrom(gate)).subscribe((v) => log.push(v));
  water.subscribe(history);
  gate.next(false);
  water.next(5.1);
  gate.next(true);
  water.next(6);
  history.subscribe((v) => log.push(["replayed", v]));
  water.complete();
  show("subjects", log);

  let subscriptions = 0;
  const source = new Observable((subscriber) => {
    subscriptions++;
    const id = setTimeout(() => {
      subscriber.next("x");
      subscriber.complete();
    }, 1);
    return () => clearTimeout(id);
  });
  const shared = source.pipe(share());
  await Promise.all([collect(shared), collect(shared)]);
  const kept = source.pipe(shareReplay(1));
  await collect(kept);
  await collect(kept);
  show("share", subscriptions);

  const virtual = new VirtualTimeScheduler();
  const events = [];
  const note = (name) => tap({ next: (v) => events.push([virtual.now(), name, v]), complete: () => events.push([virtual.now(), name, "|"]) });
  interval(10, virtual).pipe(take(6), switchMap((n) => interval(4, virtual).pipe(take(3), map((m) => `${n}.${m}`))), note("switch")).subscribe();
  interval(10, virtual).pipe(take(6), exhaustMap((n) => timer(25, virtual).pipe(map(() => n))), note("exhaust")).subscribe();
  race(timer(7, virtual).pipe(map(() => "slow")), timer(3, virtual).pipe(map(() => "fast"))).pipe(note("race")).subscribe();
  interval(3, virtual).pipe(takeUntil(timer(11, virtual)), window(interval(5, virtual)), mergeMap((w) => w.pipe(toArray())), note("window")).subscribe();
  virtual.flush();
  show("virtual time", events);

  const order = [];
  queueScheduler.schedule(() => {
    queueScheduler.schedule(() => order.push("queued"));
    order.push("first");
  });
  asapScheduler.schedule(() => order.push("asap"));
  await new Promise((done) => asyncScheduler.schedule(done, 2));
  show("schedulers", order);

  new TestScheduler((actual, expected) => show("marbles", JSON.stringify(actual) === JSON.stringify(expected))).run(({ cold, hot, expectObservable }) => {
    expectObservable(merge(cold("-a--b|"), hot("--c---|"))).toBe("-ac-b-|");
  });
}

main();
