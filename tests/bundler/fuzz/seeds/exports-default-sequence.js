export default (a, b);
