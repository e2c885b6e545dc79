x = <a> &lt;  {i} {} </a>;
y = <b>c{/* d */}e</b>;
