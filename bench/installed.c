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
