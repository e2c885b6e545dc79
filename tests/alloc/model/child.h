// Each exploration has a process of its own, since it leaves the library's state behind.
#ifndef NEAP_TESTS_MODEL_CHILD_H
#define NEAP_TESTS_MODEL_CHILD_H

// Exit statuses.
enum { EXIT_HOLDS = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

// Runs `work` in a child. Its result, or EXIT_TROUBLE: the child did not end by itself.
int in_child(int (*work)(const void *), const void *argument);

#endif
