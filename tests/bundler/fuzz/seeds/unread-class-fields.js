class A { accessor e = 2; accessor
f; static accessor g2; a = b
*h() {} }
