// d3 without a document: arrays, scales, shapes, hierarchies, forces, geography, interpolation, formats.
import * as d3 from "d3";
import { bisector, contours, delaunay as unused, randomLcg, randomNormal } from "./d3-names.js";

const round = (value) => Math.round(value * 1e4) / 1e4 + 0;
const show = (label, value) => console.log(`${label}:`, JSON.stringify(value, (key, v) => (typeof v === "number" ? round(v) : v)));

show("exports", Object.keys(d3).sort());
show("absent", unused === undefined);
const random = randomLcg(0.42);
const normal = randomNormal.source(random)(10, 3);
const levels = Array.from({ length: 200 }, normal);

show("array", [d3.extent(levels), d3.median(levels), d3.deviation(levels), d3.quantile(levels, 0.9), d3.bin().thresholds(8)(levels).map((b) => b.length)]);
show("group", d3.rollups(levels, (v) => d3.mean(v), (v) => (v > 10 ? "high" : "low"), (v) => Math.floor(v) % 2));
show("ticks", [d3.ticks(0, 7.3, 6), d3.nice(0.13, 9.7, 5), d3.tickStep(0, 100, 7), d3.range(0, 1, 0.25), d3.cross([1, 2], "ab"), d3.bisectLeft([1, 3, 5], 4)]);
show("bisector", bisector((d) => d.at).right([{ at: 1 }, { at: 4 }, { at: 9 }], 4));

const linear = d3.scaleLinear([0, 12.5], ["#023", "#9df"]).interpolate(d3.interpolateHcl);
show("scales", [linear(6), d3.scaleLog([1, 1000], [0, 300])(50), d3.scaleBand("abcd", [0, 100]).padding(0.2).bandwidth(), d3.scaleQuantize([0, 1], ["low", "mid", "high"])(0.5), d3.scaleSymlog([-10, 10])(3), d3.scalePow().exponent(0.5)(9), d3.scaleThreshold([2, 5], "xyz")(4), d3.scaleUtc([Date.UTC(2024, 0), Date.UTC(2024, 11)], [0, 100]).ticks(4), d3.scaleDiverging(d3.interpolateRdBu).domain([-1, 0, 1])(0.3)]);
show("colours", [d3.lab("teal").l, d3.hsl("#abcdef").toString(), d3.interpolateViridis(0.4), d3.interpolateRgbBasis(["red", "green", "blue"])(0.3), d3.schemeTableau10.slice(0, 3), d3.cubehelix(d3.color("orange")).h]);
show("interpolate", [d3.interpolate({ a: 1, b: ["2px", 3] }, { a: 5, b: ["8px", 9] })(0.5), d3.interpolateTransformCss.name, d3.interpolateZoom([0, 0, 10], [100, 50, 20])(0.5), d3.piecewise(d3.interpolateNumber, [0, 10, 5])(0.75)]);
show("format", [d3.format("$,.2f")(1234567.891), d3.format(".3s")(0.000123), d3.format("+08.1%")(0.256), d3.format("x")(255), d3.formatLocale({ decimal: ",", thousands: ".", grouping: [3], currency: ["", " €"] }).format("$,.2f")(9876.5), d3.formatPrefix(",.0", 1e-6)(0.00042)]);
show("time", [d3.utcFormat("%A %-d %B %Y %H:%M:%S.%L week %V day %j")(Date.UTC(2024, 2, 11, 19, 42, 7, 125)), d3.utcParse("%Y-%m-%dT%H:%M")("2024-03-18T05:08"), d3.utcDay.count(Date.UTC(2024, 0, 1), Date.UTC(2024, 5, 1)), d3.utcMonday.ceil(new Date(Date.UTC(2024, 2, 13))), d3.utcHour.every(6).range(new Date(Date.UTC(2024, 0, 1)), new Date(Date.UTC(2024, 0, 2)))]);

const points = d3.range(24).map((i) => [random() * 100, random() * 100, i]);
show("line", [d3.line().curve(d3.curveCatmullRom.alpha(0.5))(points.slice(0, 6)), d3.area().curve(d3.curveMonotoneX).y0(0)(points.slice(0, 4)), d3.lineRadial().curve(d3.curveCardinalClosed)(points.slice(0, 4)), d3.link(d3.curveBumpX)({ source: [0, 0], target: [10, 20] })]);
show("arcs", [d3.pie().sort(null).padAngle(0.02)([3, 1, 4, 1, 5]).map(d3.arc().innerRadius(20).outerRadius(50).cornerRadius(4)), d3.symbols.map((s) => d3.symbol(s, 50)())]);
show("stack", d3.stack().keys(["x", "y"]).order(d3.stackOrderDescending).offset(d3.stackOffsetWiggle)([{ x: 1, y: 3 }, { x: 2, y: 2 }, { x: 5, y: 1 }]));
show("chord", d3.chord().padAngle(0.05)([[1, 5, 2], [4, 0, 3], [2, 2, 8]]).map((c) => [c.source.startAngle, c.target.endAngle]));

const root = d3.stratify()(d3.range(30).map((i) => ({ id: `n${i}`, parentId: i ? `n${Math.floor((i - 1) / 3)}` : null, size: 1 + (i % 7) }))).sum((d) => d.size).sort((a, b) => b.value - a.value);
show("hierarchy", [root.height, root.leaves().length, root.descendants().map((n) => n.value), root.find((n) => n.id === "n7").path(root).map((n) => n.id)]);
const place = (node) => [round(node.x), round(node.y), round(node.r ?? 0)];
show("layouts", [d3.tree().size([100, 60])(root.copy()).descendants().slice(0, 9).map(place), d3.cluster().size([100, 60])(root.copy()).leaves().slice(0, 5).map(place), d3.pack().size([100, 100])(root.copy()).descendants().slice(0, 9).map(place), d3.treemap().size([100, 100]).tile(d3.treemapBinary)(root.copy()).leaves().slice(0, 5).map((n) => [n.x0, n.y0, n.x1, n.y1]), d3.partition()(root.copy()).leaves().slice(0, 3).map((n) => n.x1)]);

const nodes = d3.range(12).map((i) => ({ index: i }));
const simulation = d3.forceSimulation(nodes).randomSource(randomLcg(7)).force("charge", d3.forceManyBody().strength(-20)).force("link", d3.forceLink(d3.range(11).map((i) => ({ source: i, target: (i * 5 + 1) % 12 })))).force("collide", d3.forceCollide(3)).force("centre", d3.forceCenter(50, 50)).stop();
simulation.tick(60);
show("forces", nodes.map((n) => [Math.round(n.x), Math.round(n.y)]));

const voronoi = d3.Delaunay.from(points).voronoi([0, 0, 100, 100]);
show("delaunay", [Array.from(voronoi.delaunay.triangles), voronoi.cellPolygon(3), voronoi.delaunay.find(50, 50), d3.polygonArea(d3.polygonHull(points.map(([x, y]) => [x, y])))]);
const tree = d3.quadtree(points);
show("quadtree", [tree.find(20, 80), tree.size(), tree.extent()]);
show("contours", contours().size([6, 6]).thresholds([8, 11])(levels.slice(0, 36)).map((c) => [c.value, c.coordinates.length]));
show("density", d3.contourDensity().x((d) => d[0]).y((d) => d[1]).size([100, 100]).thresholds(3)(points).map((c) => c.value));

const land = { type: "Polygon", coordinates: [[[-5, 48], [-1, 48.5], [2, 51], [-5, 50], [-5, 48]]] };
show("geography", ["geoMercator", "geoAlbers", "geoOrthographic", "geoEqualEarth", "geoConicConformal", "geoStereographic", "geoNaturalEarth1"].map((name) => [name, d3.geoPath(d3[name]().fitSize([200, 100], land))(land)]));
show("sphere", [d3.geoArea(land), d3.geoCentroid(land), d3.geoDistance([-2, 48.65], [-2.7, 51.5]) * 6371, d3.geoContains(land, [-3, 49]), d3.geoGraticule10().coordinates.length, d3.geoInterpolate([0, 0], [90, 45])(0.5)]);
show("csv", [d3.csvParse("port,range\nSaint-Malo,12.2\n\"Bristol, Avonmouth\",12.3\n", d3.autoType), d3.tsvFormat([{ a: 1, b: "x\ty" }])]);
const dispatch = d3.dispatch("rise", "fall");
const heard = [];
dispatch.on("rise.a", (v) => heard.push(["a", v])).on("rise.b", (v) => heard.push(["b", v]));
dispatch.call("rise", null, 3);
show("dispatch", heard);
show("ease", ["easeCubic", "easeElasticOut", "easeBounceIn", "easeBackInOut", "easePolyIn"].map((name) => [name, d3[name](0.3)]));
show("path", [(() => { const p = d3.pathRound(2); p.moveTo(1, 2); p.arcTo(5, 5, 9, 1, 3); p.arc(0, 0, 5, 0, 2); return String(p); })(), d3.zoomIdentity.translate(10, 20).scale(3).invert([40, 50])]);
