"use strict"; 'use "x"'; "a\nb"; ('not');
function f() { 'use strict'; "more"; x; 'late' } () => { "use asm" }; class A { m() { 'dir' } } ("use strict").x; "a" + "b";
