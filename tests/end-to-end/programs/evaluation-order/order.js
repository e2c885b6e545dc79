const notes = [];
export default function order(name) {
  if (name) notes.push(name);
  return notes.join(" ");
}
order("order");
