export default { a, b() {}, get c() { return 1 } };
