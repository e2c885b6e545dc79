// A CommonJS module whose statements import data: their records point into the tree.
var count = 1;
exports.first = function (flag) {
  count = count + 1;
  if (flag) import("./first.json", { with: { type: "json" } }).then(function (value) { exports.value = value; count += 2; });
  return count;
};
exports.second = function (name) {
  var text = name + ".json";
  return import("./second.json", { with: { type: "json" } }).then(function (value) { return value.default[text] + count; });
};
exports.third = function () {
  for (var i = 0; i < 3; i++) { import("./third.json", { with: { type: "json" } }); import("./third.js"); count = i + 4; }
};
