function* g() { yield; yield
a; yield a, b; (yield a) + 1; [yield]; f(yield, yield a); x = yield y; yield* yield z; yield (a, b); }
