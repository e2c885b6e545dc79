// Ships that want a berth.
import { records } from "../parse/records.js";
import { length, mass, parse as quantity } from "../core/units.js";

export const format = (ship) => `${ship.name} (${ship.draught.in("ft").toFixed(0)} ft, ${ship.kind})`;

export const fleet = records(
  `
  # name        | kind     | draught    | length  | cargo  | arrives          | stay
  Perseverance  | bulk     | 9.4 m      | 182 m   | 31000 t | 2024-03-11 02:10 | 9
  Étoile du Sud | container| 29 ft      | 148 m   | 12500 t | 2024-03-11 03:40 | 5
  Hendrika      | coaster  | 4.1 m      | 88 m    | 2900 t  | 2024-03-11 04:05 | 4
  Anna-Lena     | coaster  | 4.4 m      | 90 m    | 3100 t  | 2024-03-11 09:30 | 6
  Black Prince  | tanker   | 5.9 fathom | 201 m   | 44000 t | 2024-03-11 10:00 | 14
  Mouette       | ferry    | 5.2 m      | 131 m   | 600 t   | 2024-03-11 12:20 | 1.5
  Gull          | ferry    | 5.0 m      | 128 m   | 580 t   | 2024-03-11 18:45 | 1.5
  Tern          | survey   | 2.7 m      | 0.026 nmi | 90 t  | 2024-03-12 06:00 | 24
  Kormoran      | bulk     | 8.8 m      | 169 m   | 22000 t | 2024-03-12 07:15 | 11
`,
  { draught: quantity, length: quantity, cargo: quantity, stay: parseFloat },
);

export const smallest = fleet.reduce((a, b) => (b.draught < a.draught ? b : a));
export const limits = { deep: length`8 m`, heavy: mass`20000 t` };
