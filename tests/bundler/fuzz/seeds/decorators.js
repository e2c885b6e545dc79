@a class B { @c() d; @e.f g() {} } @j @k() export class L {} (@n class {});
