export const crlf = () => <a>
  one
  two
</a>;
export const cr = () => <a b="x
y">a\r</a>;
