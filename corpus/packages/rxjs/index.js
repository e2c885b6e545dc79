// What "#rxjs" means to a bundler (package.json, "imports"): rxjs's "exports" offer its ES modules to the web only.
export * from "../node_modules/rxjs/dist/esm/index.js";
