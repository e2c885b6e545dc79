// formats: esm cjs
const semver = require("semver");
const gt = require("semver/functions/gt");
console.log(semver.satisfies("1.2.3", "^1.0.0 || >3"), semver.sort(["2.0.0", "1.0.0-beta.2", "1.0.0-beta.11"]), semver.inc("1.2.3", "prerelease", "rc"), semver.minVersion(">1.2 <2").version, gt("2.0.0", "1.9.9"), new semver.Range("~1.2 || 3.x").range, semver.coerce("v2 is it").raw, Object.keys(semver).length);
