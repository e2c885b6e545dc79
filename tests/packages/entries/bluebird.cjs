// formats: esm cjs
const Promise = require("bluebird");
const read = Promise.promisify((name, done) => setTimeout(done, 1, null, name + "!"));
Promise.map(["a", "b", "c"], (name) => read(name), { concurrency: 2 })
  .tap((names) => console.log(names))
  .reduce((sum, name) => sum + name.length, 0)
  .then((sum) => console.log(sum))
  .then(() => Promise.reject(new TypeError("typed")))
  .catch(TypeError, (error) => console.log(error.message))
  .finally(() => console.log("end", Promise.version));
