using; using.x; using(a); using = 1; var using
