(using);
`a`;
(using).b = (using);
export default (using);
for ((using).x of []) { }
for ((using);;) break;
for ((using) in {}) ;
