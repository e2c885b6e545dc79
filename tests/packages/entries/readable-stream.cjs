// formats: esm cjs
const { PassThrough, Readable, Transform, Writable, finished, pipeline } = require("readable-stream");
const seen = [];
pipeline(Readable.from(["a", "b", "c"]), new Transform({ transform(chunk, encoding, done) { done(null, String(chunk).toUpperCase()); } }), new PassThrough(), new Writable({ write(chunk, encoding, done) { seen.push(String(chunk)); done(); } }), (error) => console.log(error, seen));
const broken = new Readable({ read() { this.destroy(new Error("broken")); } });
finished(broken, (error) => console.log(error.message));
broken.resume();
