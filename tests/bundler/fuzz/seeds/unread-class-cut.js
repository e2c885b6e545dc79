class A { set
b() { return 1 } }
