// Berths: how deep they dry, how long they are.
export const berths = [
  { name: "North Quay", depth: -2, length: 220, heavy: true },
  { name: "Old Dock", depth: -1.2, length: 160, heavy: false },
  { name: "Ferry Ramp", depth: 0.5, length: 140, heavy: false, only: ["ferry"] },
  { name: "Fish Stair", depth: 1.5, length: 60, heavy: false },
];

/** Metres of water that must stay below the keel. */
export const CLEARANCE = 0.8;

export const fits = ({ length, only, heavy }, ship) => length >= ship.length.value && (!only || only.includes(ship.kind)) && (heavy || ship.cargo.in("t") < 20_000);
export default berths;
