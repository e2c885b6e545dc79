// Sources and the trees that they lower to, in the form that syntax_lower.c's describe() gives: fields in braces, top-level
// statements parted by " | ", expression statements without their wrapping.
#ifndef NEAP_TESTS_LOWER_CASES_H
#define NEAP_TESTS_LOWER_CASES_H

typedef struct TreeCase {
  const char *source;
  const char *expected;
} TreeCase;

static const TreeCase literals[] = {
  { "undefined;", "Identifier name=undefined" },
  { "this; null; true; false;", "This | NullLiteral | Boolean op=1 | Boolean" },
  { "1_000.5e1_0; 0xF_Fn; .5; 010; 08.5; 0777;",
    "Number raw=1000.5e10 | BigInt raw=0xFFn | Number raw=.5 | Number raw=8 | Number raw=8.5 | "
    "Number raw=511" },
  { "\"a\\n\\u{1F600}\" + 'b\\\nc';",
    "Binary left{String value=\"a\\n\xF0\x9F\x98\x80\"} right{String value=\"bc\"}" },
  { "x = /a[/]\\/b/gi;",
    "Assignment target{Identifier name=x} value{RegExp raw=\"/a[/]\\\\/b/gi\"}" },
  { "`a${b}c\\n${`d`}`;", "Template chunks{TemplateChunk raw=\"a\"} chunks{TemplateChunk "
                          "raw=\"c\\\\n\"} chunks{TemplateChunk raw=\"\"} expressions{Identifier "
                          "name=b} expressions{Template chunks{TemplateChunk raw=\"d\"}}" },
  { "`a\r\nb\rc`;", "Template chunks{TemplateChunk raw=\"a\\nb\\nc\"}" },
  { "tag`x${y}`;", "TaggedTemplate tag{Identifier name=tag} template{Template chunks{TemplateChunk "
                   "raw=\"x\"} chunks{TemplateChunk raw=\"\"} expressions{Identifier name=y}}" },
  { "a.b`C:\\users\\${x}\\xg`;",
    "TaggedTemplate tag{Member name=b object{Identifier name=a}} template{Template "
    "chunks{TemplateChunk raw=\"C:\\\\users\\\\${x}\\\\xg\"}}" },
  { "\\u0061b\\u{63}; \xC3\xA4;", "Identifier name=abc | Identifier name=\xC3\xA4" },
};

static const TreeCase expressions[] = {
  { "[a, , ...b, ]; [, ];", "Array elements{Identifier name=a} elements{} elements{Spread "
                            "argument{Identifier name=b}} | Array elements{}" },
  { "a + b * c - d;",
    "Binary op=1 left{Binary left{Identifier name=a} right{Binary op=2 left{Identifier name=b} "
    "right{Identifier name=c}}} right{Identifier name=d}" },
  { "a ** b ** c;", "Binary op=5 left{Identifier name=a} right{Binary op=5 left{Identifier name=b} "
                    "right{Identifier name=c}}" },
  { "(a + b) * c;", "Binary op=2 left{Binary left{Identifier name=a} right{Identifier name=b}} "
                    "right{Identifier name=c}" },
  { "a < b; a >= b; a === b; a != b; a in b; a instanceof b;",
    "Binary op=12 left{Identifier name=a} right{Identifier name=b} | Binary op=15 left{Identifier "
    "name=a} right{Identifier name=b} | Binary op=18 left{Identifier name=a} right{Identifier "
    "name=b} | Binary op=17 left{Identifier name=a} right{Identifier name=b} | Binary op=20 "
    "left{Identifier name=a} right{Identifier name=b} | Binary op=21 left{Identifier name=a} "
    "right{Identifier name=b}" },
  { "(a << b >>> c) & d | e ^ f;",
    "Binary op=10 left{Binary op=9 left{Binary op=8 left{Binary op=6 left{Identifier name=a} "
    "right{Identifier name=b}} right{Identifier name=c}} right{Identifier name=d}} right{Binary "
    "op=11 left{Identifier name=e} right{Identifier name=f}}" },
  { "a && b || c;", "Binary op=23 left{Binary op=22 left{Identifier name=a} right{Identifier "
                    "name=b}} right{Identifier name=c}" },
  { "a ?\? (b || c);", "Binary op=24 left{Identifier name=a} right{Binary op=23 left{Identifier "
                       "name=b} right{Identifier name=c}}" },
  { "-a; +a; !a; ~a; typeof a; void a; delete a.b;",
    "Unary argument{Identifier name=a} | Unary op=1 argument{Identifier name=a} | Unary op=2 "
    "argument{Identifier name=a} | Unary op=3 argument{Identifier name=a} | Unary op=4 "
    "argument{Identifier name=a} | Unary op=5 argument{Identifier name=a} | Unary op=6 "
    "argument{Member name=b object{Identifier name=a}}" },
  { "++a; --a.b; a[0]++; a--;",
    "Update flags=80 argument{Identifier name=a} | Update op=1 flags=80 argument{Member name=b "
    "object{Identifier name=a}} | Update argument{IndexMember object{Identifier name=a} "
    "index{Number raw=0}} | Update op=1 argument{Identifier name=a}" },
  { "a = b = c;", "Assignment target{Identifier name=a} value{Assignment target{Identifier name=b} "
                  "value{Identifier name=c}}" },
  { "a += b; a **= b; a ?\?= b; a >>>= b; (a) &&= b;",
    "Assignment op=1 target{Identifier name=a} value{Identifier name=b} | Assignment op=6 "
    "target{Identifier name=a} value{Identifier name=b} | Assignment op=25 target{Identifier "
    "name=a} value{Identifier name=b} | Assignment op=9 target{Identifier name=a} value{Identifier "
    "name=b} | Assignment op=23 target{Identifier name=a} value{Identifier name=b}" },
  { "a ? b : c ? d : e;",
    "Conditional test{Identifier name=a} then{Identifier name=b} otherwise{Conditional "
    "test{Identifier name=c} then{Identifier name=d} otherwise{Identifier name=e}}" },
  { "a, b, c;", "Sequence expressions{Identifier name=a} expressions{Identifier name=b} "
                "expressions{Identifier name=c}" },
  { "(a, b), c;", "Sequence expressions{Sequence expressions{Identifier name=a} "
                  "expressions{Identifier name=b}} expressions{Identifier name=c}" },
  { "a?.5:1;", "Conditional test{Identifier name=a} then{Number raw=.5} otherwise{Number raw=1}" },
  { "a\n++b;", "Identifier name=a | Update flags=80 argument{Identifier name=b}" },
  { "a\n/b/c;", "Binary op=3 left{Binary op=3 left{Identifier name=a} right{Identifier name=b}} "
                "right{Identifier name=c}" },
};

static const TreeCase chains[] = {
  { "f(a, ...b);", "Call callee{Identifier name=f} arguments{Identifier name=a} arguments{Spread "
                   "argument{Identifier name=b}}" },
  { "a.b.c; a[b, c]; a.if;",
    "Member name=c object{Member name=b object{Identifier name=a}} | IndexMember object{Identifier "
    "name=a} index{Sequence expressions{Identifier name=b} expressions{Identifier name=c}} | "
    "Member name=if object{Identifier name=a}" },
  { "a?.b; a?.[b]; a?.(b);",
    "Chain expression{Member flags=40 name=b object{Identifier name=a}} | Chain "
    "expression{IndexMember flags=40 object{Identifier name=a} index{Identifier name=b}} | Chain "
    "expression{Call flags=40 callee{Identifier name=a} arguments{Identifier name=b}}" },
  { "a.b?.c(d)[e];",
    "Chain expression{IndexMember object{Call callee{Member flags=40 name=c object{Member name=b "
    "object{Identifier name=a}}} arguments{Identifier name=d}} index{Identifier name=e}}" },
  { "(a?.b).c; delete a?.b;",
    "Member name=c object{Chain expression{Member flags=40 name=b object{Identifier name=a}}} | "
    "Unary op=6 argument{Chain expression{Member flags=40 name=b object{Identifier name=a}}}" },
  { "new A; new A(b); new A.B(); new (f())(); new new A(b)(c);",
    "New callee{Identifier name=A} | New callee{Identifier name=A} arguments{Identifier name=b} | "
    "New callee{Member name=B object{Identifier name=A}} | New callee{Call callee{Identifier "
    "name=f}} | New callee{New callee{Identifier name=A} arguments{Identifier name=b}} "
    "arguments{Identifier name=c}" },
  { "new a.b().c();",
    "Call callee{Member name=c object{New callee{Member name=b object{Identifier name=a}}}}" },
  { "import(a); import(\"b\", c);", "ImportCall source{Identifier name=a} | ImportCall "
                                    "source{String value=\"b\"} options{Identifier name=c}" },
  { "import.meta.url;", "Member name=url object{ImportMeta}" },
  { "async () => { await (x).y; await [x].z; await `x`.length; await (a, b); };",
    "Arrow flags=10 body{Block body{ExpressionStatement expression{Await argument{Member name=y "
    "object{Identifier name=x}}}} body{ExpressionStatement expression{Await argument{Member name=z "
    "object{Array elements{Identifier name=x}}}}} body{ExpressionStatement expression{Await "
    "argument{Member name=length object{Template chunks{TemplateChunk raw=\"x\"}}}}} "
    "body{ExpressionStatement expression{Await argument{Sequence expressions{Identifier name=a} "
    "expressions{Identifier name=b}}}}}" },
  { "await (x)?.y;",
    "Await argument{Chain expression{Member flags=40 name=y object{Identifier name=x}}}" },
};

static const TreeCase objects[] = {
  { "({ a, b: 1, \"c\": 2, 3: 4, [d]: 5, ...e });",
    "Object properties{Property flags=2 key{Name name=a} value{Identifier name=a}} "
    "properties{Property key{Name name=b} value{Number raw=1}} properties{Property key{String "
    "value=\"c\"} value{Number raw=2}} properties{Property key{Number raw=3} value{Number raw=4}} "
    "properties{Property flags=1 key{Identifier name=d} value{Number raw=5}} properties{Spread "
    "argument{Identifier name=e}}" },
  { "({ f() {}, get g() { return 1; }, set g(v) {}, async h() {}, async *[j]() {} });",
    "Object properties{Method key{Name name=f} function{Function body{Block}}} properties{Method "
    "op=1 key{Name name=g} function{Function body{Block body{Return argument{Number raw=1}}}}} "
    "properties{Method op=2 key{Name name=g} function{Function params{Identifier name=v} "
    "body{Block}}} properties{Method key{Name name=h} function{Function flags=10 body{Block}}} "
    "properties{Method flags=1 key{Identifier name=j} function{Function flags=30 body{Block}}}" },
  { "({ get: 1, async: 2, get get() { return 1; }, static() {}, await: 3, if: 4 });",
    "Object properties{Property key{Name name=get} value{Number raw=1}} properties{Property "
    "key{Name name=async} value{Number raw=2}} properties{Method op=1 key{Name name=get} "
    "function{Function body{Block body{Return argument{Number raw=1}}}}} properties{Method "
    "key{Name name=static} function{Function body{Block}}} properties{Property key{Name "
    "name=await} value{Number raw=3}} properties{Property key{Name name=if} value{Number raw=4}}" },
};

static const TreeCase functions[] = {
  { "(function () {});", "Function body{Block}" },
  { "(function f(a, b = 1, ...c) {});",
    "Function name{Identifier name=f} params{Identifier name=a} params{DefaultPattern "
    "target{Identifier name=b} value{Number raw=1}} params{Rest target{Identifier name=c}} "
    "body{Block}" },
  { "(async function* f() { await a; yield b; yield* c; yield; });",
    "Function flags=30 name{Identifier name=f} body{Block body{ExpressionStatement "
    "expression{Await argument{Identifier name=a}}} body{ExpressionStatement expression{Yield "
    "argument{Identifier name=b}}} body{ExpressionStatement expression{Yield flags=100 "
    "argument{Identifier name=c}}} body{ExpressionStatement expression{Yield}}}" },
  { "() => a; a => ({}); async x => await x; async => async; async () => {};",
    "Arrow body{Identifier name=a} | Arrow params{Identifier name=a} body{Object} | Arrow flags=10 "
    "params{Identifier name=x} body{Await argument{Identifier name=x}} | Arrow params{Identifier "
    "name=async} body{Identifier name=async} | Arrow flags=10 body{Block}" },
  { "(a, { b }, [c] = d) => {};",
    "Arrow params{Identifier name=a} params{ObjectPattern properties{PatternProperty flags=2 "
    "key{Name name=b} value{Identifier name=b}}} params{DefaultPattern target{ArrayPattern "
    "elements{Identifier name=c}} value{Identifier name=d}} body{Block}" },
  { "function f() { \"use strict\"; 'other'; (\"no\"); \"no\"; return new.target; }",
    "FunctionDeclaration name{Identifier name=f} body{Block body{Directive raw=\"\\\"use "
    "strict\\\"\"} body{Directive raw=\"'other'\"} body{ExpressionStatement expression{String "
    "value=\"no\"}} body{ExpressionStatement expression{String value=\"no\"}} body{Return "
    "argument{NewTarget}}}" },
  { "async function f() { for await (const a of b) ; }",
    "FunctionDeclaration flags=10 name{Identifier name=f} body{Block body{ForOf flags=200 "
    "left{Variable op=2 declarators{Declarator target{Identifier name=a}}} right{Identifier "
    "name=b} body{Empty}}}" },
  { "var yield_ = function () { yield; };",
    "Variable declarators{Declarator target{Identifier name=yield_} value{Function body{Block "
    "body{ExpressionStatement expression{Identifier name=yield}}}}}" },
  { "a => { b: 1 };", "Arrow params{Identifier name=a} body{Block body{Labeled label=b "
                      "body{ExpressionStatement expression{Number raw=1}}}}" },
  { "let f = async (x) => y;",
    "Variable op=1 declarators{Declarator target{Identifier name=f} value{Arrow flags=10 "
    "params{Identifier name=x} body{Identifier name=y}}}" },
};

static const TreeCase classes[] = {
  { "class A extends (B, C) {}", "ClassDeclaration name{Identifier name=A} heritage{Sequence "
                                 "expressions{Identifier name=B} expressions{Identifier name=C}}" },
  { "(class {}); (class A {});", "Class | Class name{Identifier name=A}" },
  { "class A extends B { constructor() { super(a); super.b; } static m() {} get a() { return 1; } "
    "static set "
    "a(v) {} async *#b() {} [c]() {} 'd'() {} }",
    "ClassDeclaration name{Identifier name=A} heritage{Identifier name=B} members{Method key{Name "
    "name=constructor} "
    "function{Function body{Block body{ExpressionStatement expression{Call callee{Super} "
    "arguments{Identifier name=a}}} body{ExpressionStatement expression{Member name=b "
    "object{Super}}}}}} members{Method flags=4 key{Name name=m} function{Function body{Block}}} "
    "members{Method op=1 key{Name name=a} function{Function body{Block body{Return argument{Number "
    "raw=1}}}}} members{Method op=2 flags=4 key{Name name=a} function{Function params{Identifier "
    "name=v} body{Block}}} members{Method key{PrivateName name=#b} function{Function flags=30 "
    "body{Block}}} members{Method flags=1 key{Identifier name=c} function{Function body{Block}}} "
    "members{Method key{String value=\"d\"} function{Function body{Block}}}" },
  { "class A { a; b = 1; static c = 2; #d; static #e = 3; [f] = 4; 'g'; static; get; set; async; "
    "static async; static static; }",
    "ClassDeclaration name{Identifier name=A} members{Field key{Name name=a}} members{Field "
    "key{Name name=b} value{Number raw=1}} members{Field flags=4 key{Name name=c} value{Number "
    "raw=2}} members{Field key{PrivateName name=#d}} members{Field flags=4 key{PrivateName "
    "name=#e} value{Number raw=3}} members{Field flags=1 key{Identifier name=f} value{Number "
    "raw=4}} members{Field key{String value=\"g\"}} members{Field key{Name name=static}} "
    "members{Field key{Name name=get}} members{Field key{Name name=set}} members{Field key{Name "
    "name=async}} members{Field flags=4 key{Name name=async}} members{Field flags=4 key{Name "
    "name=static}}" },
  { "class A { static { a; } }", "ClassDeclaration name{Identifier name=A} members{StaticBlock "
                                 "body{ExpressionStatement expression{Identifier name=a}}}" },
  { "class A { #a; m(o) { return #a in o; } n() { this.#a?.b; } }",
    "ClassDeclaration name{Identifier name=A} members{Field key{PrivateName name=#a}} "
    "members{Method key{Name name=m} function{Function params{Identifier name=o} body{Block "
    "body{Return argument{Binary op=20 left{PrivateName name=#a} right{Identifier name=o}}}}}} "
    "members{Method key{Name name=n} function{Function body{Block body{ExpressionStatement "
    "expression{Chain expression{Member flags=40 name=b object{Member name=#a "
    "object{This}}}}}}}}" },
  { "class A { get\nx() { return 1; } static\ny\nstatic\nget\nz() { return 1; } async\nw() {} }",
    "ClassDeclaration name{Identifier name=A} members{Method op=1 key{Name name=x} "
    "function{Function body{Block body{Return argument{Number raw=1}}}}} members{Field flags=4 "
    "key{Name name=y}} members{Method op=1 flags=4 key{Name name=z} function{Function body{Block "
    "body{Return argument{Number raw=1}}}}} members{Field key{Name name=async}} members{Method "
    "key{Name name=w} function{Function body{Block}}}" },
  { "class A { x\n*g() {} y\n['z']() {} }",
    "ClassDeclaration name{Identifier name=A} members{Field key{Name name=x}} members{Method "
    "key{Name name=g} function{Function flags=20 body{Block}}} members{Field key{Name name=y}} "
    "members{Method flags=1 key{String value=\"z\"} function{Function body{Block}}}" },
  { "@a @b.c @d(e) class A { @f g; @h() i() {} }",
    "ClassDeclaration decorators{Identifier name=a} decorators{Member name=c object{Identifier "
    "name=b}} decorators{Call callee{Identifier name=d} arguments{Identifier name=e}} "
    "name{Identifier name=A} members{Field decorators{Identifier name=f} key{Name name=g}} "
    "members{Method decorators{Call callee{Identifier name=h}} key{Name name=i} function{Function "
    "body{Block}}}" },
};

static const TreeCase patterns[] = {
  { "let a, { b, c: d, [e]: f = g, h = i, ...j } = k;",
    "Variable op=1 declarators{Declarator target{Identifier name=a}} declarators{Declarator "
    "target{ObjectPattern properties{PatternProperty flags=2 key{Name name=b} value{Identifier "
    "name=b}} properties{PatternProperty key{Name name=c} value{Identifier name=d}} "
    "properties{PatternProperty flags=1 key{Identifier name=e} value{DefaultPattern "
    "target{Identifier name=f} value{Identifier name=g}}} properties{PatternProperty flags=2 "
    "key{Name name=h} value{DefaultPattern target{Identifier name=h} value{Identifier name=i}}} "
    "properties{Rest target{Identifier name=j}}} value{Identifier name=k}}" },
  { "const [a, , b = 1, [c], ...d] = e;",
    "Variable op=2 declarators{Declarator target{ArrayPattern elements{Identifier name=a} "
    "elements{} elements{DefaultPattern target{Identifier name=b} value{Number raw=1}} "
    "elements{ArrayPattern elements{Identifier name=c}} elements{Rest target{Identifier name=d}}} "
    "value{Identifier name=e}}" },
  { "[a, b.c, d[e] = f, ...g] = h;",
    "Assignment target{ArrayPattern elements{Identifier name=a} elements{Member name=c "
    "object{Identifier name=b}} elements{DefaultPattern target{IndexMember object{Identifier "
    "name=d} index{Identifier name=e}} value{Identifier name=f}} elements{Rest target{Identifier "
    "name=g}}} value{Identifier name=h}" },
  { "({ a, b: c.d, e = f, g: [h] = i, ...j } = k);",
    "Assignment target{ObjectPattern properties{PatternProperty flags=2 key{Name name=a} "
    "value{Identifier name=a}} properties{PatternProperty key{Name name=b} value{Member name=d "
    "object{Identifier name=c}}} properties{PatternProperty flags=2 key{Name name=e} "
    "value{DefaultPattern target{Identifier name=e} value{Identifier name=f}}} "
    "properties{PatternProperty key{Name name=g} value{DefaultPattern target{ArrayPattern "
    "elements{Identifier name=h}} value{Identifier name=i}}} properties{Rest target{Identifier "
    "name=j}}} value{Identifier name=k}" },
  { "for ([a, b] of c) ; for ({ a } of b) ;",
    "ForOf left{ArrayPattern elements{Identifier name=a} elements{Identifier name=b}} "
    "right{Identifier name=c} body{Empty} | ForOf left{ObjectPattern properties{PatternProperty "
    "flags=2 key{Name name=a} value{Identifier name=a}}} right{Identifier name=b} body{Empty}" },
  { "try {} catch ({ a, b: [c] }) {}",
    "Try block{Block} handler{Catch param{ObjectPattern properties{PatternProperty flags=2 "
    "key{Name name=a} value{Identifier name=a}} properties{PatternProperty key{Name name=b} "
    "value{ArrayPattern elements{Identifier name=c}}}} body{Block}}" },
  { "var { if: a, 'b': c, 1: d } = e;",
    "Variable declarators{Declarator target{ObjectPattern properties{PatternProperty key{Name "
    "name=if} value{Identifier name=a}} properties{PatternProperty key{String value=\"b\"} "
    "value{Identifier name=c}} properties{PatternProperty key{Number raw=1} value{Identifier "
    "name=d}}} value{Identifier name=e}}" },
};

static const TreeCase statements[] = {
  { "var a, b = 1; let c; const d = 2;",
    "Variable declarators{Declarator target{Identifier name=a}} declarators{Declarator "
    "target{Identifier name=b} value{Number raw=1}} | Variable op=1 declarators{Declarator "
    "target{Identifier name=c}} | Variable op=2 declarators{Declarator target{Identifier name=d} "
    "value{Number raw=2}}" },
  { ";; a; ;", "Identifier name=a" },
  { "{ a; { } }", "Block body{ExpressionStatement expression{Identifier name=a}} body{Block}" },
  { "if (a) b; else if (c) d; else e;",
    "If test{Identifier name=a} then{ExpressionStatement expression{Identifier name=b}} "
    "otherwise{If test{Identifier name=c} then{ExpressionStatement expression{Identifier name=d}} "
    "otherwise{ExpressionStatement expression{Identifier name=e}}}" },
  { "if (a) ; else function f() {}",
    "If test{Identifier name=a} then{Empty} otherwise{Block body{FunctionDeclaration "
    "name{Identifier name=f} body{Block}}}" },
  { "for (;;) ; for (var i = 0, j; i < 1; i++) ; for (a; b; c) {} for (let a; ;) break;",
    "For body{Empty} | For init{Variable declarators{Declarator target{Identifier name=i} "
    "value{Number raw=0}} declarators{Declarator target{Identifier name=j}}} test{Binary op=12 "
    "left{Identifier name=i} right{Number raw=1}} update{Update argument{Identifier name=i}} "
    "body{Empty} | For init{Identifier name=a} test{Identifier name=b} update{Identifier name=c} "
    "body{Block} | For init{Variable op=1 declarators{Declarator target{Identifier name=a}}} "
    "body{Break}" },
  { "for (const a in b) ; for (a.b in c) ; for (var a = 1 in b) ; for ((a) of b) ; for (let of of "
    "of) ;",
    "ForIn left{Variable op=2 declarators{Declarator target{Identifier name=a}}} right{Identifier "
    "name=b} body{Empty} | ForIn left{Member name=b object{Identifier name=a}} right{Identifier "
    "name=c} body{Empty} | ForIn left{Variable declarators{Declarator target{Identifier name=a} "
    "value{Number raw=1}}} right{Identifier name=b} body{Empty} | ForOf left{Identifier name=a} "
    "right{Identifier name=b} body{Empty} | ForOf left{Variable op=1 declarators{Declarator "
    "target{Identifier name=of}}} right{Identifier name=of} body{Empty}" },
  { "while (a) b; do c; while (d) e;",
    "While test{Identifier name=a} body{ExpressionStatement expression{Identifier name=b}} | "
    "DoWhile body{ExpressionStatement expression{Identifier name=c}} test{Identifier name=d} | "
    "Identifier name=e" },
  { "a: for (;;) { continue a; break a; break; }",
    "Labeled label=a body{For body{Block body{Continue label=a} body{Break label=a} "
    "body{Break}}}" },
  { "switch (a) { case b: c; case d: default: e; }",
    "Switch discriminant{Identifier name=a} cases{Case test{Identifier name=b} "
    "body{ExpressionStatement expression{Identifier name=c}}} cases{Case test{Identifier name=d}} "
    "cases{Case body{ExpressionStatement expression{Identifier name=e}}}" },
  { "try { a; } catch { b; } finally { c; } try { a; } finally {}",
    "Try block{Block body{ExpressionStatement expression{Identifier name=a}}} handler{Catch "
    "body{Block body{ExpressionStatement expression{Identifier name=b}}}} finalizer{Block "
    "body{ExpressionStatement expression{Identifier name=c}}} | Try block{Block "
    "body{ExpressionStatement expression{Identifier name=a}}} finalizer{Block}" },
  { "function f() { return; return a, b; }",
    "FunctionDeclaration name{Identifier name=f} body{Block body{Return} body{Return "
    "argument{Sequence expressions{Identifier name=a} expressions{Identifier name=b}}}}" },
  { "throw a; debugger;", "Throw argument{Identifier name=a} | Debugger" },
  { "with (a) b;",
    "With object{Identifier name=a} body{ExpressionStatement expression{Identifier name=b}}" },
  { "{ a: 1 } { b: c, d } { e: { f: g } }",
    "Block body{Labeled label=a body{ExpressionStatement expression{Number raw=1}}} | Block "
    "body{Labeled label=b body{ExpressionStatement expression{Sequence expressions{Identifier "
    "name=c} expressions{Identifier name=d}}}} | Block body{Labeled label=e body{Block "
    "body{Labeled label=f body{ExpressionStatement expression{Identifier name=g}}}}}" },
  { "let = 1; ", "Assignment target{Identifier name=let} value{Number raw=1}" },
  { "a\nb\nc", "Identifier name=a | Identifier name=b | Identifier name=c" },
  { "do a\nwhile (b) c", "DoWhile body{ExpressionStatement expression{Identifier name=a}} "
                         "test{Identifier name=b} | Identifier name=c" },
  { "export {}; a <!-- b\n", "ExportNamed | Binary op=12 left{Identifier name=a} right{Unary op=2 "
                             "argument{Update op=1 flags=80 argument{Identifier name=b}}}" },
  { "/* a */ b // c\n/* d */", "Identifier name=b" },
};

static const TreeCase modules[] = {
  { "import \"a\"; import {} from \"b\"; import c from \"d\"; import * as e from \"f\";",
    "Import flags=400 source{String value=\"a\"} | Import source{String value=\"b\"} | Import "
    "specifiers{ImportSpecifier imported=default local{Identifier name=c}} source{String "
    "value=\"d\"} | Import specifiers{ImportNamespace local{Identifier name=e}} source{String "
    "value=\"f\"}" },
  { "import a, { b, c as d, default as e, \"f g\" as h, if as i } from \"j\"; import k, * as l "
    "from \"m\";",
    "Import specifiers{ImportSpecifier imported=default local{Identifier name=a}} "
    "specifiers{ImportSpecifier imported=b local{Identifier name=b}} specifiers{ImportSpecifier "
    "imported=c local{Identifier name=d}} specifiers{ImportSpecifier imported=default "
    "local{Identifier name=e}} specifiers{ImportSpecifier imported=f g local{Identifier name=h}} "
    "specifiers{ImportSpecifier imported=if local{Identifier name=i}} source{String value=\"j\"} | "
    "Import specifiers{ImportSpecifier imported=default local{Identifier name=k}} "
    "specifiers{ImportNamespace local{Identifier name=l}} source{String value=\"m\"}" },
  { "import a from \"b\" with { type: \"json\" };",
    "Import specifiers{ImportSpecifier imported=default local{Identifier name=a}} source{String "
    "value=\"b\"} attributes{Object properties{Property key{Name name=type} value{String "
    "value=\"json\"}}}" },
  { "export { a, b as c, d as default, e as \"f g\", h as delete }; let a, b, d, e, h;",
    "ExportNamed specifiers{ExportSpecifier imported=a exported=a local{Identifier name=a}} "
    "specifiers{ExportSpecifier imported=b exported=c local{Identifier name=b}} "
    "specifiers{ExportSpecifier imported=d exported=default local{Identifier name=d}} "
    "specifiers{ExportSpecifier imported=e exported=f g local{Identifier name=e}} "
    "specifiers{ExportSpecifier imported=h exported=delete local{Identifier name=h}} | Variable "
    "op=1 declarators{Declarator target{Identifier name=a}} declarators{Declarator "
    "target{Identifier name=b}} declarators{Declarator target{Identifier name=d}} "
    "declarators{Declarator target{Identifier name=e}} declarators{Declarator target{Identifier "
    "name=h}}" },
  { "export { a, default, default as b, \"c d\" as e, null as f } from \"g\"; export {} from "
    "\"h\";",
    "ExportNamed specifiers{ExportSpecifier imported=a exported=a} specifiers{ExportSpecifier "
    "imported=default exported=default} specifiers{ExportSpecifier imported=default exported=b} "
    "specifiers{ExportSpecifier imported=c d exported=e} specifiers{ExportSpecifier imported=null "
    "exported=f} source{String value=\"g\"} | ExportNamed source{String value=\"h\"}" },
  { "export * from \"a\"; export * as b from \"c\"; export * as \"d e\" from \"f\"; export * as "
    "class from \"g\";",
    "ExportAll source{String value=\"a\"} | ExportAll exported=b source{String value=\"c\"} | "
    "ExportAll exported=d e source{String value=\"f\"} | ExportAll exported=class source{String "
    "value=\"g\"}" },
  { "export let a = 1, { b } = c; export function d() {} export class e {} export async function* "
    "f() {}",
    "ExportDeclaration declaration{Variable op=1 declarators{Declarator target{Identifier name=a} "
    "value{Number raw=1}} declarators{Declarator target{ObjectPattern properties{PatternProperty "
    "flags=2 key{Name name=b} value{Identifier name=b}}} value{Identifier name=c}}} | "
    "ExportDeclaration declaration{FunctionDeclaration name{Identifier name=d} body{Block}} | "
    "ExportDeclaration declaration{ClassDeclaration name{Identifier name=e}} | ExportDeclaration "
    "declaration{FunctionDeclaration flags=30 name{Identifier name=f} body{Block}}" },
  { "export default function () {}", "ExportDefault value{FunctionDeclaration body{Block}}" },
  { "export default function f() {}",
    "ExportDefault value{FunctionDeclaration name{Identifier name=f} body{Block}}" },
  { "export default class {}", "ExportDefault value{ClassDeclaration}" },
  { "export default class A {}", "ExportDefault value{ClassDeclaration name{Identifier name=A}}" },
  { "export default async function* () {}",
    "ExportDefault value{FunctionDeclaration flags=30 body{Block}}" },
  { "export default (function () {});", "ExportDefault value{Function body{Block}}" },
  { "export default (class {});", "ExportDefault value{Class}" },
  { "export default () => a;", "ExportDefault value{Arrow body{Identifier name=a}}" },
  { "export default (a, b);",
    "ExportDefault value{Sequence expressions{Identifier name=a} expressions{Identifier name=b}}" },
  { "export default \"a\";", "ExportDefault value{String value=\"a\"}" },
  { "export default function () {}\n(a);",
    "ExportDefault value{FunctionDeclaration body{Block}} | Identifier name=a" },
  { "export default class {}\n[a].b;", "ExportDefault value{ClassDeclaration} | Member name=b "
                                       "object{Array elements{Identifier name=a}}" },
  { "await a; for await (const b of c) ;",
    "Await argument{Identifier name=a} | ForOf flags=200 left{Variable op=2 declarators{Declarator "
    "target{Identifier name=b}}} right{Identifier name=c} body{Empty}" },
  { "export class B {}",
    "ExportDeclaration declaration{ClassDeclaration name{Identifier name=B}}" },
  { "using_;", "Identifier name=using_" },
};

#endif
