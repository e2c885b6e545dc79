export default function () {}
f();
