a + b - c * d / e % f ** g ** h; (-1) ** 2; -(1 ** 2); a << b >> c >>> d; a < b <= c > d >= e; a == b != c === d !== e;
a & b | c ^ d; a && b || c; (a ?? b) || c; a ?? (b && c); a instanceof b in c; (a, b), c; a = (b, c); !(a in b); (a + b) + c; a + (b + c); (a ** b) ** c;
typeof typeof a; void 0; delete a.b; - -a; + +a; +-a; - --a; + ++a; a - -b; a + +b; a-- - --b; a+++b; !(!a); a-- > b; a < !--b;
