// formats: esm cjs
const ts = require("typescript");
console.log(ts.version, ts.transpileModule("enum A { B = 1, C } class D<T> { constructor(private e: T) {} async f?() { await this.e } } export default <any>A", { compilerOptions: { target: ts.ScriptTarget.ES2015, module: ts.ModuleKind.CommonJS } }).outputText);
const host = { getSourceFile: (name, target) => (name === "a.ts" ? ts.createSourceFile(name, "let a: number = 'x'; b;", target) : undefined), writeFile() {}, getDefaultLibFileName: () => "lib.d.ts", useCaseSensitiveFileNames: () => true, getCanonicalFileName: (name) => name, getCurrentDirectory: () => "", getNewLine: () => "\n", fileExists: (name) => name === "a.ts", readFile: () => undefined };
const program = ts.createProgram(["a.ts"], { noLib: true, types: [] }, host);
console.log(program.getSemanticDiagnostics().map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")));
