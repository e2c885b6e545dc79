(yield) < j;1.5 < j;
(yield) = 1;
var a = (yield);
