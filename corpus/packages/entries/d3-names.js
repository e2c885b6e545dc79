// A re-export of some of d3, one of them under a name of its own and one that is only declared here.
export * from "d3-random";
export { bisector } from "d3-array";
export { contours } from "d3-contour";
export let delaunay;
