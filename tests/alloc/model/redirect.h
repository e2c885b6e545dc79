// Included before each source that the explorer runs: what the compiler makes of whole structures goes to the explorer too. The sanitizer's own
// library gets to see these calls by taking libc's place.
__asm__(".set memset, __tsan_memset");
__asm__(".set memcpy, __tsan_memcpy");
__asm__(".set memmove, __tsan_memmove");
