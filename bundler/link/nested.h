#ifndef NEAP_LINK_NESTED_H
#define NEAP_LINK_NESTED_H

#include "link/link.h"

// The output names of all symbols of a module, one for each of ast->symbols: what stands at its top as the link has it, imports by what they lead
// to, and every symbol inside a function under its own name, unless it would capture an output name that the module uses and that differs
// from what the source says there. `*cannot_yield`: a symbol that must keep its name and captures one; NO_INDEX: there is none.
// The caller owns it. Threads: any, the link is frozen.
OutputName *nested_names(const Link *link, const Module *module, uint32_t *cannot_yield);

// Says of such a symbol, by its index, what is wrong.
void nested_tell(const Module *module, uint32_t index, DiagList *diags);

#endif
