// The larger half of the source: scanned anew each time.
export const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => number * number);
export function sum(list) {
  return list.reduce((total, number) => total + number, 0);
}
