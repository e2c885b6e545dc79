export default function named() {
  return `named, a ${typeof named}`;
}
export { named };
