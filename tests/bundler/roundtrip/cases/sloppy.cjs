// checked only
let_ = 1;
with (a) { b; }
if (a) function f() {}
label: function g() {}
var let1, yield1;
x = 010;
(let_)[0] = 1;
