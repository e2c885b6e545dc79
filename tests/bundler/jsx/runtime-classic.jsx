/* @jsxRuntime classic */
import * as React from "react";
export const runtimeClassic = () => <a b="c">d</a>;
