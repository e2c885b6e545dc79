(using);
`a`;
(using).b = (using);
