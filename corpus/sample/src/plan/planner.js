// Gives every ship a berth and a tide to come in on: the first that can, when there is water enough.
import { Heap, HOUR, DAY, Instant, sortBy } from "#core";
import { windows } from "../tide/extremes.js";
import berths, { CLEARANCE, fits } from "./berths.js";

const APPROACH = 45 * 60 * 1000;

class Booking {
  constructor(ship, berth, from, until) {
    Object.assign(this, { ship, berth, from, until });
  }

  get waited() {
    return this.from - Instant.parse(this.ship.arrives);
  }

  overlaps({ from, until }) {
    return this.from < until && from < this.until;
  }

  static earliest = (a, b) => +a.from - +b.from || a.ship.name.localeCompare(b.ship.name, "en");
}

/** When, within three days, the berth is free and the sill is passable. */
function* chances(model, ship, berth, booked) {
  const arrives = Instant.parse(ship.arrives);
  const need = ship.draught.value + CLEARANCE + berth.depth;
  const stay = ship.stay * HOUR;
  for (const { opens, closes } of windows(model, need, arrives, arrives.plus(3, DAY))) {
    let from = new Instant(Math.max(+opens, +arrives)).plus(APPROACH).round(60_000);
    for (const other of sortBy(booked, (b) => +b.from)) {
      if (other.overlaps({ from, until: from.plus(stay) })) from = other.until.plus(15, 60_000);
    }
    if (from <= closes) yield new Booking(ship, berth, from, from.plus(stay));
  }
}

export function plan(model, fleet) {
  const queue = new Heap((a, b) => a.at < b.at, fleet.map((ship) => ({ ship, at: Instant.parse(ship.arrives) })));
  const booked = new Map(berths.map((berth) => [berth, []]));
  const [bookings, refused] = [[], []];
  for (const { ship } of queue.drain()) {
    let best;
    for (const berth of berths) {
      if (!fits(berth, ship)) continue;
      const [first] = chances(model, ship, berth, booked.get(berth));
      if (first && (!best || Booking.earliest(first, best) < 0)) best = first;
    }
    if (best) {
      booked.get(best.berth).push(best);
      bookings.push(best);
    } else refused.push(ship);
  }
  return { bookings: bookings.sort(Booking.earliest), refused };
}

/** Arrivals and departures as one stream of events, with time made to pass by `sleep`. */
export async function* traffic(bookings, sleep = () => Promise.resolve()) {
  const events = new Heap((a, b) => a.at < b.at);
  for (const booking of bookings) {
    events.push({ at: booking.from, what: "berths", booking }).push({ at: booking.until, what: "sails", booking });
  }
  let before;
  for (const event of events.drain()) {
    if (before) await sleep(event.at - before);
    before = event.at;
    yield event;
  }
}
