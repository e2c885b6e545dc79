// checked only
export default function () {}
f();
