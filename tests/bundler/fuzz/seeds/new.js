new (foo().bar)(); new (foo.bar().baz); new (foo().bar); new foo.bar(); new (import('a')); new (a, b)(); new (a ? b : c)(); new (class {})(); new (() => {})(); new (function () { }.bind())(); new (x => y); new (a[b()])(); new (a()[b])(); new ((a().b).c)(d)
new new (f.bind())().baz(); new new f().b(c).d(e); new new new f().b[0]`x`(1)(2)(3).d; new new f().b; new (new f)().b; (new new f).b;
