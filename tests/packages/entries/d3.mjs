// formats: esm cjs iife
import * as d3 from "d3";
console.log(d3.version, d3.scaleLinear([0, 10], ["red", "#00f"])(3), d3.format("$,.2f")(12345.678), d3.timeFormat("%B %d, %Y")(new Date(2020, 1, 3)));
console.log(d3.csvParse("a,b\n1,2\n3,4", d3.autoType), d3.rollup([["x", 1], ["y", 2], ["x", 3]], (rows) => d3.sum(rows, (row) => row[1]), (row) => row[0]));
console.log(d3.line().curve(d3.curveCatmullRom)([[0, 0], [1, 2], [3, 1]]), d3.geoPath(d3.geoMercator())({ type: "LineString", coordinates: [[0, 0], [10, 20]] }));
console.log(JSON.stringify(d3.tree()(d3.hierarchy({ children: [{}, { children: [{}, {}] }] })).descendants().map(({ x, y }) => [x, y])));
console.log(d3.interpolateRgb("steelblue", "brown")(0.5), Array.from(d3.Delaunay.from([[0, 0], [1, 0], [0, 1], [1, 1]]).triangles), Object.keys(d3).length);
