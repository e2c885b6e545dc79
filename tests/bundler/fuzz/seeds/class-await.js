class await { get
x() {} set
y(v) {} static
get
z() {} static
async
w() {} get
#b() {} 'get'
c() {} get; d }
