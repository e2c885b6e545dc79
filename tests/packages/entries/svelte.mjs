// formats: esm cjs iife
import { compile, parse } from "svelte/compiler";
import { derived, get, readable, writable } from "svelte/store";
const count = writable(1);
const twice = derived([count, readable(10)], ([a, b]) => a * 2 + b);
twice.subscribe((value) => console.log(value))();
count.update((value) => value + 1);
console.log(get(twice), parse("<p>{a}</p>", { modern: true }).fragment.nodes[0].name);
const { js, css, warnings } = compile("<script>let { a = 1 } = $props(); let n = $state(0);</script><button onclick={() => n++}>{a}{n}</button><style>button { color: red }</style>", { generate: "server", name: "App" });
console.log(js.code, css.code.replace(/svelte-\w+/g, "svelte-x"), warnings.length);
