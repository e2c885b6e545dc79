// What must hold of any bytes as a package.json and as a tsconfig.json: they are believed or refused with a reason.
#ifndef NEAP_TESTS_CONFIG_H
#define NEAP_TESTS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Resolves names in a folder of its own where both files hold these bytes, on each platform. Ends the program when a failure has no reason,
// or a file that was found is none. One call at a time. false: nothing was found.
bool config_resolves(const uint8_t *bytes, size_t size);

#endif
