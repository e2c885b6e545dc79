x = <a b="c &amp; d" e={f} {...g} h>
  text &lt; & more {i} {...j} <K.l m:n='"' /> {/* nothing */}
  <></>
</a>;
y = <this.Part class="o" for={<p-q />}>{(r, s)}</this.Part> < <Z />;
