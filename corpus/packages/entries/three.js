// three's core without a screen: mathematics, scenes, geometry, curves, animation, ray casting, serialisation.
import * as THREE from "three";
import { BufferGeometryUtils, ConvexHull, OBJExporter, SimplexNoise } from "three/addons";
import { ParametricGeometry } from "three/addons/geometries/ParametricGeometry.js";

const round = (value) => Math.round(value * 1e6) / 1e6 + 0;
const show = (label, value) => console.log(`${label}:`, JSON.stringify(value, (key, v) => (typeof v === "number" ? round(v) : v)));

show("revision", THREE.REVISION);
show("exports", Object.keys(THREE).length);
THREE.MathUtils.seededRandom(7);

// Ids drawn at random must not show: every uuid is replaced by its order of appearance.
const seen = new Map();
const plain = (json) => JSON.parse(JSON.stringify(json).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
  if (!seen.has(id)) seen.set(id, `id-${seen.size}`);
  return seen.get(id);
}));
const digest = (numbers) => {
  let h = 2166136261;
  for (const n of numbers) h = Math.imul(h ^ Math.round(n * 1e4), 16777619) >>> 0;
  return h.toString(16);
};

const q = new THREE.Quaternion().setFromEuler(new THREE.Euler(0.3, -1.1, 2.4, "YXZ"));
const m = new THREE.Matrix4().compose(new THREE.Vector3(1, 2, 3), q, new THREE.Vector3(2, 0.5, 1));
show("matrix", m.clone().multiply(m.clone().invert()).elements);
show("euler", new THREE.Euler().setFromRotationMatrix(new THREE.Matrix4().makeRotationFromQuaternion(q), "ZXY").toArray());
show("slerp", q.clone().slerp(new THREE.Quaternion(), 0.25).toArray());
show("colour", [new THREE.Color("rebeccapurple").getHexString(), new THREE.Color().setHSL(0.6, 0.7, 0.4).toArray(), new THREE.Color(0x336699).getHSL({})]);
show("spherical", new THREE.Spherical().setFromVector3(new THREE.Vector3(1, 2, -3)));

const geometries = {
  box: new THREE.BoxGeometry(2, 3, 4, 2, 3, 4),
  sphere: new THREE.SphereGeometry(1.5, 24, 12),
  icosahedron: new THREE.IcosahedronGeometry(1, 3),
  torusKnot: new THREE.TorusKnotGeometry(3, 0.8, 96, 12, 2, 5),
  lathe: new THREE.LatheGeometry([0, 1, 2, 3, 4].map((i) => new THREE.Vector2(Math.sin(i) + 2, i)), 16),
  capsule: new THREE.CapsuleGeometry(1, 2, 6, 10),
  parametric: new ParametricGeometry((u, v, target) => target.set(u, v, Math.sin(u * 6) * Math.cos(v * 4)), 12, 9),
};
const shape = new THREE.Shape().moveTo(0, 0).lineTo(4, 0).bezierCurveTo(5, 2, 3, 4, 0, 4).closePath();
shape.holes.push(new THREE.Path().absarc(1.5, 1.5, 0.7, 0, Math.PI * 2, true));
geometries.extrude = new THREE.ExtrudeGeometry(shape, { depth: 1, bevelSegments: 2, curveSegments: 10 });
geometries.shape = new THREE.ShapeGeometry(shape, 8);
geometries.tube = new THREE.TubeGeometry(new THREE.CatmullRomCurve3([[0, 0, 0], [1, 2, 0], [3, 1, 2], [4, 4, 4]].map((p) => new THREE.Vector3(...p))), 40, 0.3, 8);
for (const [name, geometry] of Object.entries(geometries)) {
  geometry.computeVertexNormals();
  geometry.computeBoundingSphere();
  const { position, normal } = geometry.attributes;
  show(name, [position.count, geometry.index?.count ?? 0, digest(position.array), digest(normal.array), geometry.boundingSphere.radius]);
}
const merged = BufferGeometryUtils.mergeVertices(BufferGeometryUtils.mergeGeometries([geometries.box.toNonIndexed(), geometries.torusKnot.toNonIndexed()]), 1e-3);
show("merged", [merged.attributes.position.count, merged.index.count]);

const scene = new THREE.Scene();
scene.fog = new THREE.FogExp2(0x88aacc, 0.02);
const camera = new THREE.PerspectiveCamera(55, 16 / 9, 0.1, 500);
camera.position.set(12, 9, 14);
camera.lookAt(0, 0, 0);
camera.updateMatrixWorld();
scene.add(new THREE.DirectionalLight(0xffeedd, 2), new THREE.HemisphereLight(), camera);
const harbour = new THREE.Group();
harbour.name = "harbour";
Object.entries(geometries).forEach(([name, geometry], i) => {
  const mesh = new THREE.Mesh(geometry, new THREE.MeshStandardMaterial({ color: 0x224466 + i * 4096, roughness: i / 10, name }));
  mesh.name = name;
  mesh.position.set((i % 4) * 6 - 9, Math.floor(i / 4) * 5, -i);
  mesh.rotation.set(i / 3, i / 5, 0);
  harbour.add(mesh);
});
const posts = new THREE.InstancedMesh(geometries.capsule, new THREE.MeshBasicMaterial(), 20);
for (let i = 0; i < posts.count; i++) posts.setMatrixAt(i, new THREE.Matrix4().makeTranslation(i, Math.sin(i), 0));
harbour.add(posts);
scene.add(harbour);
scene.updateMatrixWorld(true);
const box = new THREE.Box3().setFromObject(harbour);
show("bounds", [box.min.toArray(), box.max.toArray()]);

const caster = new THREE.Raycaster();
const hits = [];
for (let y = -4; y <= 4; y++) {
  for (let x = -4; x <= 4; x++) {
    caster.setFromCamera(new THREE.Vector2(x / 5, y / 5), camera);
    hits.push(...caster.intersectObjects(scene.children, true).map((hit) => [hit.object.name || "post", hit.distance, hit.faceIndex]));
  }
}
show("hits", hits);
const frustum = new THREE.Frustum().setFromProjectionMatrix(new THREE.Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse));
show("in view", harbour.children.filter((child) => child.isMesh && frustum.intersectsObject(child)).map((child) => child.name));

const mixer = new THREE.AnimationMixer(harbour);
const clip = new THREE.AnimationClip("swell", 4, [
  new THREE.VectorKeyframeTrack("box.position", [0, 1, 4], [0, 0, 0, 0, 3, 0, 0, 0, 0], THREE.InterpolateSmooth),
  new THREE.QuaternionKeyframeTrack("sphere.quaternion", [0, 2, 4], [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1]),
  new THREE.ColorKeyframeTrack("torusKnot.material.color", [0, 4], [1, 0, 0, 0, 0, 1]),
]);
mixer.clipAction(clip).setLoop(THREE.LoopPingPong, 3).play();
const states = [];
mixer.addEventListener("finished", () => states.push("finished"));
for (let i = 0; i < 30; i++) {
  mixer.update(0.5);
  if (i % 4 === 0) states.push([harbour.getObjectByName("box").position.y, harbour.getObjectByName("sphere").quaternion.y, harbour.getObjectByName("torusKnot").material.color.r]);
}
show("animation", states);

const hull = new ConvexHull().setFromObject(harbour.getObjectByName("torusKnot"));
show("hull", [hull.faces.length, hull.containsPoint(harbour.getObjectByName("torusKnot").position)]);
let state = 99;
const noise = new SimplexNoise({ random: () => (state = (state * 16807) % 2147483647) / 2147483647 });
show("noise", [noise.noise(0.3, 0.7), noise.noise3d(1.1, 2.2, 3.3), noise.noise4d(1, 2, 3, 4.5)]);
show("obj", digest(Array.from(new OBJExporter().parse(harbour.getObjectByName("box")), (c) => c.charCodeAt(0))));
const json = plain(scene.toJSON());
show("json", [json.geometries.length, json.materials.length, json.object.children.length, digest(Array.from(JSON.stringify(json.object), (c) => c.charCodeAt(0)))]);
harbour.remove(harbour.getObjectByName("parametric"));
const again = new THREE.ObjectLoader().parse(scene.toJSON());
show("parsed", again.getObjectByName("harbour").children.map((child) => [child.type, child.name]));
