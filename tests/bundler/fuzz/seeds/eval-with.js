with (a) b; with (a.b) { c } eval('x'); (0, eval)('y'); function f() { eval(z); with (q) { w } } arguments; this; function g() { new.target }
