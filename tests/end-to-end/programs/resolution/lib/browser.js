export default "imports map for a browser";
