// Server-sent events: open pages listen, and are told the state of the last build. A page that begins to listen is told at once, so that
// nothing is lost between loading and listening.
#ifndef NEAP_SERVE_EVENTS_H
#define NEAP_SERVE_EVENTS_H

#include "base/str.h"
#include "serve/microhttpd.h"

typedef struct Events Events;

// The caller owns it.
Events *events_new(void);

// Answers `connection` with a stream of events. When more than 256 listen, the one that has listened longest is let go.
// Threads: the server's.
enum MHD_Result events_answer(Events *events, struct MHD_Connection *connection);

// Tells all pages, now and later ones, `state`, one line of JSON, which is copied; what they know already is no news.
// Threads: any.
void events_tell(Events *events, Str state);

// Sends every page an empty comment, without which those that went away would not be noticed. Threads: any.
void events_beat(Events *events);

// Ends all streams, and those that are asked for from now on. Threads: any.
void events_close(Events *events);

// Needs: closed, and the server stopped.
void events_free(Events *events);

#endif
