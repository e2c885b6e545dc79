import a from 'a'; import * as b from "b"; import { c, d as e, default as f, 'str' as g } from 'c'; import h, { i } from 'd'; import j, * as k from 'e'; import 'f'; import l from 'g' with { type: 'json' }; import { } from 'h';
import.meta.url; import('x'); import('y', { with: { type: 'json' } }); new (import('z')); import(a + b).then(c); import.meta; a.import; ({ import: 1 });
