#ifndef NEAP_TESTS_EARLY_H
#define NEAP_TESTS_EARLY_H

// Frees what the library's constructor allocated. Returns how much was wrong.
int early_failures(void);

#endif
