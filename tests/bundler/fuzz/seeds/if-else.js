if (a) { if (b) c } else d; if (a) if (b) c; else d; if (a) ; else b; if (a) { } else if (c) { d } else { e } if (a) b; else if (c) d; else e
if (a) for (;;) if (b) c; else d; if (x) { let y } if (a) function f() {} if (a) { while (b) if (c) d } else e; if (a) label: if (b) c; else d
