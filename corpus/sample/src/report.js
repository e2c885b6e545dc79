// What the program prints: one async generator a chapter, each a list of lines.
import almanac, {
  Instant, HOUR, DAY, MINUTE, AlmanacError, attempt, duration, fingerprint, hash, memoStatistics, parseQuantity, random, raised, round, text, units, concurrent, collect, mapAsync, mergeSorted, chunk, groupBy, zip, take, Emitter,
} from "#core";
import * as tide from "./tide/index.js";
import harbours, { find, Harbour } from "./data/harbours.js";
import { fleet, format as shipLine, limits, smallest } from "./data/fleet.js";
import { parse, format } from "./parse/expression.js";
import { evaluate } from "./parse/evaluate.js";
import query from "./parse/query.js";
import { csv } from "./parse/records.js";
import { Sheet, recalculations } from "./sheet/sheet.js";
import createStore, { actions, harbour as chosen, journal } from "./store/index.js";
import { plan, traffic } from "./plan/planner.js";
import Page from "./view/components.js";
import { toString } from "./view/render-string.js";
import { diff } from "./view/diff.js";
import { sparkline } from "./view/chart.js";
import { isNode } from "./view/h.js";

export const START = Instant.parse("2024-03-11");
const END = START.plus(30, DAY);
const table = text.table;

export const chapters = {
  async *harbours() {
    const rows = harbours.map(({ name, country, position: [latitude, longitude], model }) => [name, country, round(latitude, 2).toFixed(2), round(longitude, 2).toFixed(2), model.form, model.height(START).toFixed(3)]);
    yield table(["Harbour", "In", "Lat", "Long", "Tide", "Now/m"], rows);
    for (const harbour of harbours) yield `${text.pad(harbour.name, 11)} ${sparkline(harbour.model, START)}`;
    yield `${Harbour.count} harbours, ${tide.constituents.size} constituents, fastest ${[...tide.constituents.values()].sort((a, b) => b.speed - a.speed)[0]}`;
  },

  async *turns() {
    const sources = harbours.slice(0, 4).map(({ name, model }) => [...tide.turns(model, START, START.plus(1, DAY))].map((turn) => ({ ...turn, name })));
    for (const { at, kind, height, name } of mergeSorted((a, b) => a.at < b.at, ...sources)) yield `${at.format("HH:mm")} ${kind} ${text.pad(height.toFixed(2), 6, "right")} m ${name}`;
    const all = harbours.flatMap(({ model }) => [...tide.turns(model, START, END)].map(({ height }) => height));
    yield `${all.length} turns in thirty days, fingerprint ${fingerprint(all)}`;
  },

  async *moon() {
    const { phases } = tide.astronomy;
    for (const { at, phase } of phases(START, END)) yield `${at.format("ddd D MMM HH:mm")} ${phase}`;
    const spring = find("Dover") && tide.springsAndNeaps(find("Dover").model, START, END);
    for (const { kind, day, range } of spring) yield `${day.format("D MMM")} ${kind}, ${range.toFixed(2)} m`;
    yield `springs are ${tide.springsAndNeaps.ratio(spring).toFixed(2)} × neaps`;
  },

  async *analysis() {
    const dice = random(2024);
    const { model } = find("vlissingen");
    const observed = [...tide.observe(model, { from: START, count: 24 * 60, noise: () => dice.normal(0, 0.05) })];
    const names = model.terms.map(({ constituent }) => constituent).filter((name) => !/^[KS]2$/.test(name) || name === "S2");
    const fitted = tide.analyse(observed, names);
    const rows = fitted.terms.map(({ constituent, amplitude, lag }) => [constituent, amplitude.toFixed(2), model.amplitude(constituent).toFixed(2), Math.round(lag)]);
    yield table(["Term", "Fit/m", "True/m", "Lag°"], rows);
    yield `${fitted.name}: residual ${(tide.residual(fitted, observed) * 100).toFixed(1)} cm`;
  },

  async *berths() {
    const { bookings, refused } = plan(find("granville").model, fleet);
    for await (const { at, what, booking } of traffic(bookings)) yield `${at.format("ddd HH:mm")} ${booking.ship.name} ${what} (${booking.berth.name})`;
    yield `${refused.length} refused; the smallest is ${shipLine(smallest)}; deep means ${limits.deep.in("fathom").toFixed(2)} fathoms, heavy ${limits.heavy.in("t")} t`;
    const waits = bookings.map((booking) => booking.waited);
    yield `waited ${duration(Math.max(...waits))} at most, ${duration(waits.reduce((a, b) => a + b) / waits.length)} on average`;
  },

  async *sheet() {
    const sheet = Sheet.from(
      [
        ["Day", "Range", "Dues", "Note"],
        ["Mon", 12.1, "=B2 * rate", '=if(B2 > 10, "springs", "neaps")'],
        ["Tue", "11.4", "=B3 * rate", '=if(B3 > 10, "springs", "neaps")'],
        ["Wed", 9.75, "=round(B4 * rate, 1) ^ 1", '=B4 > 10 ? "springs" : "neaps"'],
        ["Total", "=sum(B2:B4)", "=sum(C2:C4)", '="of " & count(B2:B4) & " days"'],
        ["=missing", "=1/(B2-B2)", "=sume(B2)", "=iferror(A6, \"none\")"],
        ["=sumif(B2:B4, it > 10)", "=median(B2:B4, 100)", "=-2^2 + 7 % 4", '=join("/", A2:A4)'],
      ],
      { rate: 3.5 },
    );
    for (const [head, ...rest] of chunk(sheet, 20)) yield table(head, rest);
    const changes = [];
    sheet.on("change", ({ name, before, after }) => changes.push(`${name} ${round(before, 3)}→${round(after, 3)}`));
    sheet.once("cycle", ({ path, place = path.join("→") }) => changes.push(`cycle ${place}`));
    sheet.set("B3", 8).set("B2", "=B5").set("B2", 12.5);
    yield changes.filter((line) => !line.includes("NaN")).join(", ");
    yield `recalculated ${recalculations} cells, ${sheet.size.rows} × ${sheet.size.columns}`;
  },

  async *formulas() {
    for (const source of ["1 + 2 * 3 ^ 2 ^ 0.5", "(1 + 2) * -3", 'upper("a" & "b") & 1', "max(1, 2, 3) > 2 && !0", "1 +", "2 * (3", "sin(30) ?? 4", 'pad("x", 3) & "|"', "nonsense(1)", "roud(1.25, 1)"]) {
      const result = attempt(() => evaluate(parse(source), { cell: () => 0, range: () => [] }), (error) => error);
      const shown = result instanceof AlmanacError ? `${result.name} ${result.place ?? ""} ${result.message}`.replace(/\s+/g, " ") : typeof result === "number" ? round(result, 6) : result;
      yield `${source}  ⇒  ${shown}`;
    }
    yield format(parse("a ? b + 1 : c ?? f(x, A1:B2)"));
  },

  async *queries() {
    const rows = harbours.map(({ name, country, model }) => ({ name, country, mean: round(model.level, 2), m2: model.amplitude("M2") }));
    const ask = query("where m2 > 2 && country <> \"de\" order by country, mean desc take 4 show name, mean");
    for (const { name, mean } of ask(rows)) yield `${name}: ${mean}`;
    const [head, ...lines] = csv('port,"said ""so"""\r\nDover,"a, b"\nBrest,\n');
    for (const line of lines) yield JSON.stringify(Object.fromEntries(zip(head, line)));
    for (const [country, list] of groupBy(fleet, ({ kind }) => kind)) yield `${country}: ${list.length}`;
  },

  async *store() {
    const lines = [];
    const store = createStore(journal(lines));
    const { choose, setDay, addNote, removeNote, undo, redo } = actions;
    let seen = 0;
    const stop = store.subscribe(({ present }, before) => void (seen += present !== before.present));
    store.dispatch(choose("dover"));
    store.dispatch(setDay(START.plus(2.5, DAY)));
    store.dispatch((dispatch, read) => dispatch(addNote(`# Log of ${read().present.harbour}\n\n1. wind *south* \`5\`\n2. **see** [chart](https://example.invalid/a?b=1&c=2)`)));
    store.dispatch(addNote("| Time | Sea |\n|---|--:|\n| 06:00 | calm |\n| 18:00 | *rough* |\n\n> seen from\n> the <quay>"));
    yield `${chosen(store.state).name}, ${store.state.present.day.format("D MMM")}, ${store.state.present.notes.length} notes`;
    store.dispatch(undo());
    store.dispatch(undo());
    store.dispatch(redo());
    stop();
    attempt(() => store.dispatch(removeNote(9)), (error) => lines.push(error.explain()));
    yield `${store.state.present.notes.length} note, ${store.state.past.length} past, ${store.state.future.length} ahead, seen ${seen}, last action ${actions.last}`;
    try {
      store.state.present.harbour = "brest";
    } catch ({ name, message }) {
      yield `${name}: ${message}`;
    }
    yield lines.join("; ");
    chosen(store.state);
    yield `selected ${chosen.computed} time${chosen.computed === 1 ? "" : "s"}`;
  },

  async *page() {
    const [saintMalo, dover] = [find("saint-malo"), find("dover")];
    const booked = plan(saintMalo.model, fleet.slice(0, 5));
    const page = (harbour, day, notes) => Page({ harbour, day, plan: booked, notes });
    const before = page(saintMalo, START, [{ number: 1, text: "calm" }, { number: 2, text: "- a\n- b" }]);
    const after = page(dover, START.plus(1, DAY), [{ number: 2, text: "- a\n- b\n- c" }, { number: 3, text: "new" }]);
    const html = toString(before);
    yield `${html.length} characters, ${hash(html)}`;
    yield html.slice(html.indexOf("<h2>"), html.indexOf("<svg"));
    const counts = {};
    for (const { op, node } of diff(before, after)) counts[isNode(node) ? `${op} <${node.tag}>` : op] = (counts[isNode(node) ? `${op} <${node.tag}>` : op] ?? 0) + 1;
    yield Object.entries(counts).map((entry) => entry.join(" ")).join(", ");
  },

  async *later() {
    const slow = async (ms) => {
      await null;
      return ms * 2;
    };
    yield (await collect(concurrent([1, 2, 3, 4], 2, slow))).join(" ");
    yield (await collect(mapAsync(take(harbours, 3), async ({ name }) => name.length))).join(" ");
    const sea = new Emitter();
    const heard = (async () => {
      const swells = [];
      for await (const swell of sea.stream("swell")) {
        if (swell < 0) continue;
        swells.push(swell);
      }
      return swells;
    })();
    for (const swell of [1, -1, 2, 3]) {
      sea.emit("swell", swell);
      await null;
    }
    sea.emit("end");
    yield `heard ${await heard}`;
  },

  async *odds() {
    yield `${AlmanacError.codes()} (${raised} raised)`;
    yield `${units.dimensions}, 12 kn is ${units.speed`${12} kn`.in("km/h").toFixed(2)} km/h, ${parseQuantity("1 nmi").in("ft").toFixed(0)} ft`;
    yield attempt(() => units.mass`3 ft`, (error) => error.explain());
    yield attempt(() => new tide.TideModel({ level: 0, terms: [["M22", 1, 0]] }), ({ message }) => message);
    yield `${memoStatistics.misses} days worked out, ${memoStatistics.hits > 10_000 ? "many" : "few"} found again`;
    yield text.wrap("A neap tide is the one with the lowest high water and the highest low water: the sea moves least.", 40).join(" / ");
    yield `${almanac === Instant} ${Instant.isInstant({})} ${+START} ${START.round(HOUR)} ${duration(-90 * MINUTE)} ${JSON.stringify({ START })}`;
    yield text.dedent`
      ${text.slug("Étoile du Sud!")}
        ${text.words("one", null, ["two", [0, false]], undefined)}
    `;
  },
};

export async function* report(names = Object.keys(chapters)) {
  for (const name of names) {
    yield `\n== ${name} ==`;
    yield* chapters[name]();
  }
}
