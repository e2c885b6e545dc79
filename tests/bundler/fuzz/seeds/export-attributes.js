export * from 'c' with { }; export { d } from 'd' with { type: 'x' };
