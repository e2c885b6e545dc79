{ using a = b; using c = d, e = f; } async function f() { await using g = h; for (using i of j) ; for await (await using k of l) ; }
