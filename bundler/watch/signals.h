// SIGINT and SIGTERM as something to wait for.
#ifndef NEAP_WATCH_SIGNALS_H
#define NEAP_WATCH_SIGNALS_H

// Has SIGINT and SIGTERM read from a descriptor, which is returned and which the caller closes; threads that are started from now on do not get them
// either. A file that grows beyond a limit is an error from now on, no signal. Negative: the system has no more descriptors.
int signals_take(void);

#endif
