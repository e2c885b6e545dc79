var f = yield => 1;
yield: for (;;) break yield;
for (async of => 1; ;) ;
a /*
*/ ++b;
using: for (;;) break using;
