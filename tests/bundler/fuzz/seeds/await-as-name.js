(await => b);
(async(await));
function f(await, ...b) {}
for (await of b) ;
for (await in b) ;
for (await = 1; ;) ;
({ await, yield: await, a: await = 1 } = b);
var { await } = b = c;
await: for (;;) continue await;
await++;
class A { await = 1 }
try {} catch (await) {}
