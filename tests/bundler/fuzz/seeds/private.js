class A { #a = 1; #b() { return this.#a } static #c = 2; has(o) { return #a in o && #b in o } get #d() { return 1 } set #d(v) { this.#a = v; this?.#b(); o?.#a.#b } static m() { this.x.#a; } }
