export default "imports map for node";
