import linked from "linked";
console.log(linked);
