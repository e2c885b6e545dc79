// The situations in which threads of libneap meet over a page, each small enough to be tried in every order.
#ifndef NEAP_TESTS_MODEL_SCENARIOS_H
#define NEAP_TESTS_MODEL_SCENARIOS_H

#include "explorer.h"

extern const Scenario scenarios[];
extern const size_t scenario_count;

#endif
