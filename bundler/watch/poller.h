// Looks at folders again and again, for where the system tells nothing: network mounts, and beyond its limits.
//
// A folder is listed when the time of its last change is another, and of its files those are asked for that count. What is seen at two looks is
// compared; what came and went in between is not seen.
#ifndef NEAP_WATCH_POLLER_H
#define NEAP_WATCH_POLLER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Poller Poller;

// How much of a name in a folder counts.
typedef enum PollInterest {
  POLL_IGNORED,
  POLL_NAME,    // whether it is there, and is still the same file, link or folder
  POLL_CONTENT, // and whether it was written
} PollInterest;

typedef enum PollEvent {
  POLL_OTHER_FOLDER, // the folder itself came, went, or is another one; it has no name
  POLL_NAMED,        // came, went, or is another one
  POLL_WRITTEN,
} PollEvent;

// `owner` is what poller_add was given.
typedef struct PollListener {
  void *context;
  PollInterest (*interest)(void *context, const void *owner, const char *name);
  void (*tell)(void *context, void *owner, const char *name, PollEvent event);
} PollListener;

// The caller owns it. `listener` is borrowed and must outlive it.
Poller *poller_new(const PollListener *listener);
void poller_free(Poller *poller);

// Looks at the folder at `path` (absolute, borrowed) from now on; it need not be there. Returns its number.
uint32_t poller_add(Poller *poller, const char *path, void *owner);

// A name in that folder counts more than it did: what is there now is what the next look compares with.
void poller_note(Poller *poller, uint32_t folder, const char *text);

// Whether there is anything to look at.
bool poller_is_empty(const Poller *poller);

// Looks at all folders and tells what is not as at the look before, or as when they were added: all of what moved meanwhile, if any of it.
void poller_look(Poller *poller);

#endif
