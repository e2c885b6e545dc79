const { a, b: { c = 1, ...d }, [e]: f = 2, 'g': h, 3: i, ...j } = k; let [l, , m = n, ...[o, p]] = q; var { } = r, [] = s;
function t({ a, b } = {}, [c] = [], ...{ length }) {} for (const { x, y = z } of w) ; for (let [a, b] in c) ; try {} catch ({ message, ...rest }) {} try {} catch {}
for ({ a } of b) ; for ([a, b] of c) ; for (a.b of c) ; for (a[b] in c) ;
