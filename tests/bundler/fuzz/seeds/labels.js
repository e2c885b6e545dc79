a: b: for (;;) { continue a; break b } c: { break c } d: function e() {} f: while (1) { do { continue f } while (0) } if (x) g: { break g }
