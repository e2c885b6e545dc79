// formats: esm cjs iife
import { Marked, lexer, marked } from "marked";
console.log(marked("# a *b*\n\n- [x] c\n- [ ] d\n\n|e|f|\n|-|-|\n|g|h|\n\n[i](<j k> \"l\") ![m](n)\n\n~~o~~ <p>"));
console.log(lexer("> a\n\nb").map((token) => token.type), new Marked({ renderer: { strong: ({ text }) => `<s>${text}</s>` } }).parse("**q**"));
