// Which modules cannot stand in the scope that all share, because when they are evaluated is only known when the program runs.
#ifndef NEAP_LINK_WRAP_H
#define NEAP_LINK_WRAP_H

#include "link/link.h"

// Fills wrap, is_async, is_evaluated, circle and exported of every module of link->order.
//
// CommonJS modules are wrapped, but for an entry that is a script by itself. So are ES modules that
// - require() reaches, and what they import: it may happen at any time;
// - import() reaches, and what they import, unless every program that has them evaluates them at its start without `await`: then they are there
//   when import() looks for them;
// - await at the top, and all that import them, where other modules need not wait (ECMAScript, "Async module evaluation").
// Entries are not, unless another entry's program has them only so.
void wrap_decide(Link *link);

// Whether the module is sloppy code: neither named nor written as an ES module, and without "use strict". Threads: any.
bool wrap_is_sloppy(const Module *module);

// The modules of the program of `entry`, as in Link.order. `evaluated`: how many of them are evaluated when it starts. The caller owns the list.
ModuleList wrap_program(const Link *link, Module *entry, uint32_t *evaluated);

#endif
