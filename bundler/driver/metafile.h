#ifndef NEAP_DRIVER_METAFILE_H
#define NEAP_DRIVER_METAFILE_H

#include "driver/output.h"

// Appends what went into the outputs as JSON in the form of esbuild's metafile (esbuild.github.io/api/#metafile), which analysers
// of bundles read: inputs in the order of evaluation, outputs in the order of the entries.
void metafile_append(Buf *out, const Link *link, const OutputList *outputs);

#endif
