// The library as it is: no bugs to choose from.
#include "mutations.h"

const Mutation neap__mutations[1];
const int neap__mutation_count = 0;
