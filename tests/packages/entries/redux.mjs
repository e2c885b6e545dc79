// formats: esm cjs iife
import { applyMiddleware, bindActionCreators, combineReducers, compose, legacy_createStore as createStore } from "redux";
const count = (state = 0, action) => (action.type === "add" ? state + action.by : state);
const log = (state = [], action) => [...state, action.type.replace(/^@@.*/, "@@")];
const thunk = ({ dispatch, getState }) => (next) => (action) => (typeof action === "function" ? action(dispatch, getState) : next(action));
const store = createStore(combineReducers({ count, log }), compose(applyMiddleware(thunk)));
store.subscribe(() => console.log(store.getState()));
const { add } = bindActionCreators({ add: (by) => ({ type: "add", by }) }, store.dispatch);
add(2);
store.dispatch((dispatch, getState) => dispatch({ type: "add", by: getState().count }));
try { store.dispatch({}); } catch (error) { console.log(error.message.slice(0, 40)); }
