export let shared = "the same from two sides";
