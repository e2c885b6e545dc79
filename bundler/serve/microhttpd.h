// libmicrohttpd, loaded when a server is started: linked in, it would bring a TLS library into every build that serves nothing, which
// takes 3 ms of a start that otherwise takes less than one.
#ifndef NEAP_SERVE_MICROHTTPD_H
#define NEAP_SERVE_MICROHTTPD_H

#include "base/err.h"

#include <microhttpd.h>

// Its functions that are called, without MHD_.
#define MICROHTTPD_FUNCTIONS(X)                                                                    \
 X(start_daemon)                                                                                   \
 X(stop_daemon)                                                                                    \
 X(suspend_connection)                                                                             \
 X(resume_connection)                                                                              \
 X(lookup_connection_value)                                                                        \
 X(create_response_from_buffer)                                                                    \
 X(create_response_from_buffer_with_free_callback_cls)                                             \
 X(create_response_from_fd_at_offset64)                                                            \
 X(create_response_from_callback)                                                                  \
 X(add_response_header)                                                                            \
 X(queue_response)                                                                                 \
 X(destroy_response)

typedef struct Microhttpd {
#define FIELD(name) __typeof__(&MHD_##name) name;
  MICROHTTPD_FUNCTIONS(FIELD)
#undef FIELD
} Microhttpd;

// The functions. Needs: microhttpd_load went well.
extern Microhttpd mhd;

// Loads the library, once; it stays. false: `err` says what to install. Threads: before others run.
bool microhttpd_load(Err *err) __attribute__((warn_unused_result));

#endif
