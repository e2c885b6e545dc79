// What "#rxjs/testing" means to a bundler; see index.js.
export * from "../node_modules/rxjs/dist/esm/testing/index.js";
