import("./two.js").then(t => console.log("one sees", t.x, t.default));
