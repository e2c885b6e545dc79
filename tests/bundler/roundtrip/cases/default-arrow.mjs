// checked only
export default () => ({ a: 1 });
