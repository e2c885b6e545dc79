// Where the A/B run's own programs and library are. Threads: no shared state.
#ifndef NEAP_BENCH_INSTALLED_H
#define NEAP_BENCH_INSTALLED_H

// The folder of the running program; the caller frees it.
char *installed_folder(void);

// What the call names (`given`, or NULL); else beside the running program, as the build leaves it; else where it is installed, by the
// path from the program's folder. When it is nowhere, the path beside the program. The caller frees it.
char *installed_find(const char *folder, const char *given, const char *name,
                     const char *installed);

// The three by their usual places.
char *installed_program(const char *folder, const char *given);  // neap-libc
char *installed_launcher(const char *folder, const char *given); // neap-launch
char *installed_libneap(const char *folder, const char *given);  // libneap.so

// libneap-count.so, its real path; NULL: it is not there. The caller frees it.
char *installed_counter(const char *folder, const char *given);

// As a shell would find the command; NULL: it is not there. The caller frees it.
char *installed_command(const char *name);

#endif
