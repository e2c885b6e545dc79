class A { get
x() {} set
y(v) {} static
z; async
w() {} get; x; static; *g() {} a = b;
*h() {} 'c'; ['d'] = 1; e = 2; f }
