/*! legal */ a; // line
//! legal line
/* @license x */
b /* in */ + /* the */ c /* middle */;
/** @preserve */ function f() { /*! in */ } /*@__PURE__*/ f(); /* #__PURE__ */ new F; x = /*@__PURE__*/ g()(); /*@__PURE__*/ a.b().c;
