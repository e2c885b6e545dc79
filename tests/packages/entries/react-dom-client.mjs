// formats: esm cjs iife
import { Component, StrictMode, act, createElement, memo, version } from "react";
import { createPortal, flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
console.log(version, typeof createRoot, typeof flushSync, typeof act, typeof memo, StrictMode, createElement("a", { key: 1 }, "b").props, Object.keys(Component.prototype));
try { createRoot(null); } catch (error) { console.log(error.message.slice(0, 60)); }
try { createPortal(1, null); } catch (error) { console.log(error.message.slice(0, 60)); }
