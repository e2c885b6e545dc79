// The socket that a server listens on.
#ifndef NEAP_SERVE_LISTEN_H
#define NEAP_SERVE_LISTEN_H

#include "base/err.h"
#include "base/str.h"

// Listens on `host`, an address or a name of this machine, at `port` or, when it is taken, at the next of 100 that is free; 0 is any.
// Appends the server's URL to `url`. Returns a non-blocking socket, owned by the caller; negative: `err` says why.
int listen_at(const char *host, uint32_t port, Buf *url, Err *err);

#endif
