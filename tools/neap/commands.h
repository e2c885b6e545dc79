// The commands of `neap`. Each takes its own name as argv[0] and returns the exit status.
#ifndef NEAP_COMMANDS_H
#define NEAP_COMMANDS_H

// 0: all went well; 1: the user's code is at fault; 2: the call is, or the file system refused.
int cmd_build(int argc, char **argv);

// 0 when it was ended by SIGINT or SIGTERM, 2 when it could not begin.
int cmd_watch(int argc, char **argv);
int cmd_serve(int argc, char **argv);

// 0; 1 when verify finds damage; 2 when there is no such cache.
int cmd_cache(int argc, char **argv);

// 0, or 2 when there is no such code.
int cmd_explain(int argc, char **argv);

// See bench/README.md for its exit status.
int cmd_ab(int argc, char **argv);

// 0, 2 when the call is at fault, 5 when nothing can be measured here.
int cmd_doctor(int argc, char **argv);

// 0, or 2 when the call is at fault or the file system refused.
int cmd_corpus(int argc, char **argv);

#endif
