0; 1.5; .5; 5.; 1e10; 1E-5; 0x1F; 0b101; 0o17; 017; 089; 1_000; 1n; 0xFFn; 1..toString(); 1.0.toFixed(); 1 .x; (1).x; 1.5.x; 0x1.x; 1e3.x; NaN; Infinity; null; true; false; undefined;
'a\'b"c\n\x41\u0041\u{1F600}\0\
d\v\b'; "\u2028\u2029\ud800\udc00\ud800"; '</script>'; /re/gimsuy; /[/\]]/; /\//; a / b / c; a /= b; x = /a/.test(b); `</script>`; '\8\07';
