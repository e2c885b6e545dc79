console.log("empty runs");
