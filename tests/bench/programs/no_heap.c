// A library that loads well and does not take over malloc.
int neap_test_library(void);

int neap_test_library(void) {
  return 1;
}
