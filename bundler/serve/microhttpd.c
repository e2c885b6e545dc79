#include "serve/microhttpd.h"

#include <dlfcn.h>
#include <string.h>

#define LIBRARY "libmicrohttpd.so.12"

Microhttpd mhd;

// Through memory, for ISO C has no conversion from pointers to data to pointers to functions.
static bool find(void *library, const char *name, void *function, Err *err) {
  void *found = dlsym(library, name);
  memcpy(function, (const void *)&found, sizeof found);
  return found || err_set(err, LIBRARY " has no %s; install libmicrohttpd12 0.9.75 or newer", name);
}

bool microhttpd_load(Err *err) {
  if (mhd.start_daemon) return true;
  void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet
    return err_set(err, "The web server needs " LIBRARY " (Debian: libmicrohttpd12): %s",
                   dlerror());
  }
#define FIND(name) find(library, "MHD_" #name, (void *)&mhd.name, err) &&
  return MICROHTTPD_FUNCTIONS(FIND) true;
#undef FIND
}
