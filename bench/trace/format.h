// How an allocation trace lies in its file: what record.c writes while a program runs and trace.c reads.
//
//   one page: the header; then chunks of TRACE_CHUNK_BYTES, each the next piece of one thread's stream:
//   u32 thread, u32 used; `used` bytes of events. The rest of the chunk is nothing, as is a chunk that has no events.
//
// An event is a varint (seven bits a byte, the lowest first, the last byte below 128) of `argument × 8 + kind`; what follows is in the
// list below. Blocks are counted by the thread that makes them, from 1. A block is named by the varint `distance × 2`, a block of the
// same thread made `distance` blocks ago (0: the last one), or `thread × 2 + 1` and a varint, its number there.
//
// Numbers are in the byte order of x86 and ARM. There is no time in it: a stream is in order, and what ties streams is that a block is
// freed after it was made, a thread works after it was started, and is joined after it ended. Threads: 1 is that which began, 0 stands
// for what threads did when they had ended.
#ifndef NEAP_BENCH_TRACE_FORMAT_H
#define NEAP_BENCH_TRACE_FORMAT_H

#include <stdint.h>

enum {
  TRACE_VERSION = 1,
  TRACE_PAGE_BYTES = 4096,
  TRACE_CHUNK_BYTES = 65536,
  TRACE_EVENT_MAX = 32, // bytes of one event
  TRACE_THREADS_MAX = 1 << 20,
  TRACE_ALIGNMENT_MAX = 30, // log2
};

#define TRACE_MAGIC     "neap-trace\n"
#define TRACE_SIZE_MAX  ((uint64_t)1 << 40) // bytes of a block
#define TRACE_BLOCK_MAX (((uint64_t)1 << 40) - 1)

typedef enum TraceKind {
  TRACE_MALLOC,  // argument: bytes
  TRACE_CALLOC,  // bytes
  TRACE_ALIGNED, // bytes; then a varint, log2 of the alignment
  TRACE_REALLOC, // bytes; then the block, which is gone then
  TRACE_FREE,    // the block's name, its first varint being the argument
  TRACE_START,   // thread
  TRACE_JOIN,    // thread
  TRACE_END,     // 0; nothing follows in this stream
} TraceKind;

typedef struct TraceHeader {
  char magic[12];
  uint32_t version;
  uint32_t chunk_bytes;
  uint32_t chunk_count; // those that were begun: a file of fewer is cut off
} TraceHeader;

typedef struct TraceChunk {
  uint32_t thread;
  uint32_t used;
} TraceChunk;

#endif
