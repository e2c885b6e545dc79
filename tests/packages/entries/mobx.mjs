// formats: esm cjs iife
import { action, autorun, computed, configure, makeAutoObservable, observable, reaction, runInAction, toJS } from "mobx";
configure({ enforceActions: "never" });
class Store { list = []; rate = 2; constructor() { makeAutoObservable(this); } get total() { return this.list.reduce((sum, value) => sum + value, 0) * this.rate; } add(value) { this.list.push(value); } }
const store = new Store();
const stop = autorun(() => console.log("total", store.total));
reaction(() => store.list.length, (now, before) => console.log("length", before, now));
store.add(1);
runInAction(() => { store.add(2); store.rate = 3; });
stop();
store.add(10);
const map = observable.map({ a: 1 });
console.log(toJS(store.list), computed(() => map.get("a") + 1).get(), typeof action(() => 1));
