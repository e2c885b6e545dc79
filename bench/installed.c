#include "installed.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/str.h"

#include <unistd.h>

char *installed_folder(void) {
  char *ourselves = fs_real("/proc/self/exe");
  char *folder = str_copy(ourselves ? fs_folder(str_of(ourselves)) : STR("."));
  mem_free(ourselves);
  return folder;
}

char *installed_find(const char *folder, const char *given, const char *name,
                     const char *installed) {
  if (given) return fs_absolute(given);
  char *beside = fs_join(folder, str_of(name));
  if (access(beside, F_OK) == 0) return beside;
  char *elsewhere = str_format("%s/%s/%s", folder, installed, name);
  char *found = access(elsewhere, F_OK) == 0 ? fs_absolute(elsewhere) : NULL;
  mem_free(elsewhere);
  if (!found) return beside;
  mem_free(beside);
  return found;
}

char *installed_program(const char *folder, const char *given) {
  return installed_find(folder, given, "neap-libc", NEAP_INSTALLED_PROGRAMS);
}

char *installed_launcher(const char *folder, const char *given) {
  return installed_find(folder, given, "neap-launch", NEAP_INSTALLED_PROGRAMS);
}

char *installed_libneap(const char *folder, const char *given) {
  return installed_find(folder, given, "libneap.so", NEAP_INSTALLED_LIBRARIES);
}

char *installed_counter(const char *folder, const char *given) {
  char *path = installed_find(folder, given, "libneap-count.so", NEAP_INSTALLED_LIBRARIES);
  char *real = fs_real(path);
  mem_free(path);
  return real;
}

char *installed_command(const char *name) {
  if (strchr(name, '/')) return fs_absolute(name);
  const char *path = getenv("PATH"); // NOLINT(concurrency-mt-unsafe): one thread
  for (Str rest = str_of(path); rest.len != 0;) {
    Str folder = str_slice(rest, 0, str_find(rest, ':'));
    rest = str_slice(rest, folder.len + 1, rest.len);
    char *found = str_format("%.*s/%s", STR_ARG(folder), name);
    if (fs_is_file(found) && access(found, X_OK) == 0) return found;
    mem_free(found);
  }
  return NULL;
}
