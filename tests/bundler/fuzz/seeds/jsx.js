const a = <div className="x" {...b}>{c}<br/>text &amp; more</div>; <></>; <A.B c={d} />;
