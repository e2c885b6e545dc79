// formats: esm
import { Suspense, computed, createSSRApp, defineComponent, effectScope, h, inject, nextTick, provide, reactive, ref, version, watch } from "vue";
import { renderToString } from "@vue/server-renderer";
const Child = defineComponent({ props: { n: Number }, async setup(props) { await null; const theme = inject("theme"); return () => h("i", { class: [theme, { on: props.n > 1 }] }, props.n); } });
const app = createSSRApp({ setup() { provide("theme", "dark"); const n = ref(2); const twice = computed(() => n.value * 2); return () => h(Suspense, null, { default: () => h("div", { style: { color: "red" }, onClick() {} }, [h(Child, { n: twice.value }), "<&>"]) }); } });
console.log(version, await renderToString(app));
const state = reactive({ list: [1], deep: { a: 1 } });
effectScope().run(() => watch(() => state.list.length + state.deep.a, (now, before) => console.log(before, now)));
state.list.push(2);
state.deep.a = 5;
await nextTick();
