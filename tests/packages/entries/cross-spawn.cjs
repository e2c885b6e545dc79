// formats: esm cjs
const spawn = require("cross-spawn");
const done = spawn.sync(process.execPath, ["-e", "console.log(process.argv.slice(1))", "a b", "'c'"], { encoding: "utf8" });
console.log(done.status, done.stdout);
spawn("no-such-program-here", []).on("error", (error) => console.log(error.code, error.syscall));
