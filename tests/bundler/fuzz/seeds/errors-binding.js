let a; let a; const b; b = 1; import { c } from 'x'; c = 2; export { nope }; export { a }; export { a }; class D { #x; #x } function f(a) { let a }
