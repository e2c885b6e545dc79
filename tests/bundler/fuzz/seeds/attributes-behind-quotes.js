export * from '"' with { }; export { d } from 'd' with { type: '"' };
