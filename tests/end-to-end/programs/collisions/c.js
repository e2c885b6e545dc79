export const value = "c";
const helper = "helper of c", run = { value, helper, helper$1: 1 };
export default function report() {
  const { value: v, helper } = run;
  return [v, helper, typeof arguments, run.helper$1, typeof globalThis].join("/");
}
