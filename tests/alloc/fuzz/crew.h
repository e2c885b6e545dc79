// A few threads that take turns: one works, the others wait. Threads: called from the main one.
#ifndef NEAP_TESTS_FUZZ_CREW_H
#define NEAP_TESTS_FUZZ_CREW_H

enum { CREW = 4 };

// Has a member, by its index, do the work and waits for it. Member 0 is the calling thread; the others are born when they first work.
void crew_do(unsigned index, void (*work)(void));
// The member's thread ends, if it was born; its next work is a new thread's.
void crew_end(unsigned index);

#endif
