a, b; (a, b); f((a, b), c); [(a, b), c]; x = (a, b); for (a, b; c, d; e, f) ; (a, b) ? (c, d) : (e, f); () => (a, b); `${a, b}`; a[b, c]; if (a, b) ; switch (a, b) { case c, d: } do { } while (a, b)
