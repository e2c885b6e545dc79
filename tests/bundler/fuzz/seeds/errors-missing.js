if (a { b } else [ c ; ) foo(a, , b; "unclosed
