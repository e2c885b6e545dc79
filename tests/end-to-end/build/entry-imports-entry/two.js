export let x = 1; export default class Foo {}; setTimeout(() => x = 9, 5); // behind the exports
export function bump() { x++; }
