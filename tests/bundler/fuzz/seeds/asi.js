a
b
++c
d
;[1].x
;(f)
let e = 1
const g = 2; var h
for (;;) { break
g }
i
/x/g
do x(); while (0) y()
