// The tide: memory goes back while the program rests, and nothing that lives is harmed. No call of libneap's while it is looked at.
#include "tide.h"
#include "fast.h"
#include "neap.h"
#include "policy.h"
#include "support.h"
#include <dirent.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCKS = 20000, KEPT_EVERY = 40, BLOCK_MAX = 2000, WORKERS = 3, REST_MS = 4000 };

#define TICK_MS "15"

enum {
  LONG_REST_MS = 1500,
  SHORT_TICKS = 4
}; // after the long one the tide's thread sleeps for good

typedef struct Worker {
  pthread_t thread;
  void *freed; // a block of the many that were
  unsigned char *blocks[BLOCKS];
} Worker;

static Worker workers[WORKERS];
static pthread_barrier_t step;

static void rest(int milliseconds) {
  struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000L };
  nanosleep(&time, NULL);
}

static size_t size_of(size_t index) {
  return 16 + index * 37 % BLOCK_MAX;
}

static void fill(Worker *worker, size_t index) {
  worker->blocks[index] = neap_malloc(size_of(index));
  EXPECT(worker->blocks[index]);
  memset(worker->blocks[index], (int)index, size_of(index));
}

static void check(const Worker *worker, size_t index) {
  const unsigned char *block = worker->blocks[index];
  for (size_t i = 0; i < size_of(index); i++) {
    EXPECT(block[i] == (unsigned char)index);
  }
}

static void drop(Worker *worker, size_t index) {
  check(worker, index);
  neap_free(worker->blocks[index]);
  worker->blocks[index] = NULL;
}

// One block in KEPT_EVERY lives on.
static void thin_out(Worker *worker) {
  for (size_t i = 0; i < BLOCKS; i++) {
    if (i % KEPT_EVERY != 0) {
      worker->freed = i == BLOCKS / 2 + 1 ? worker->blocks[i] : worker->freed;
      drop(worker, i);
    }
  }
}

// Fills, thins out, rests; goes on where it was, and frees all.
static void *work(void *argument) {
  Worker *worker = argument;
  for (size_t i = 0; i < BLOCKS; i++) {
    fill(worker, i);
  }
  thin_out(worker);
  pthread_barrier_wait(&step);
  pthread_barrier_wait(&step); // rests here
  for (size_t i = 0; i < BLOCKS; i++) {
    if (!worker->blocks[i]) {
      fill(worker, i);
    }
  }
  gate_enter(neap__theap);
  gate_pass(neap__theap);
  neap__theap_check(neap__theap);
  gate_leave(neap__theap);
  for (size_t i = 0; i < BLOCKS; i++) {
    drop(worker, i);
  }
  pthread_barrier_wait(&step);
  pthread_barrier_wait(&step); // and here, with nothing
  return NULL;
}

// Resident bytes of all regions' slices.
static size_t resident(void) {
  static unsigned char pages[WINDOW_SIZE / UNIT_SIZE];
  size_t count = 0;
  for (size_t i = 0; i < neap__region_count(); i++) {
    Region *region = neap__region_at(i);
    size_t length = (size_t)(region->slice_count - region->first_slice) * SLICE_SIZE;
    EXPECT(mincore((char *)region + (size_t)region->first_slice * SLICE_SIZE, length, pages) == 0);
    for (size_t page = 0; page < length / UNIT_SIZE; page++) {
      count += pages[page] & 1;
    }
  }
  return count * UNIT_SIZE;
}

// Waits until no more than `most` bytes are resident. false: it takes too long.
static bool ebbs(size_t most) {
  for (int waited = 0; waited < REST_MS; waited += 50) {
    if (resident() <= most) {
      return true;
    }
    rest(50);
  }
  return false;
}

static size_t survivors(void) {
  size_t bytes = 0;
  for (size_t i = 0; i < BLOCKS; i += KEPT_EVERY) {
    bytes += size_of(i);
  }
  return bytes * WORKERS;
}

// How often the tide's thread has gone to sleep; SIZE_MAX: there is none.
static size_t count_switches(void) {
  DIR *tasks = opendir("/proc/self/task");
  EXPECT(tasks);
  size_t count = SIZE_MAX;
  struct dirent *task;
  while ((task = readdir(tasks))) {
    char path[300];
    snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
    FILE *status = fopen(path, "r");
    char line[256];
    bool is_tide = false;
    while (status && fgets(line, sizeof line, status)) {
      is_tide |= strcmp(line, "Name:\tneap tide\n") == 0;
      if (is_tide) {
        static const char key[] = "voluntary_ctxt_switches:";
        bool found = strncmp(line, key, sizeof key - 1) == 0;
        count = found ? strtoul(line + sizeof key - 1, NULL, 10) : count;
      }
    }
    if (status) {
      fclose(status);
    }
  }
  closedir(tasks);
  return count;
}

static void check_survivors(void) {
  for (size_t w = 0; w < WORKERS; w++) {
    for (size_t i = 0; i < BLOCKS; i += KEPT_EVERY) {
      check(&workers[w], i);
    }
  }
}

// A child has the survivors, and can go on.
static void fork_and_use(void) {
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    check_survivors();
    for (size_t i = 0; i < BLOCKS; i += KEPT_EVERY) {
      drop(&workers[0], i);
      fill(&workers[1], i + 1);
    }
    for (size_t i = 0; i < BLOCKS; i += KEPT_EVERY) {
      drop(&workers[1], i + 1);
    }
    _exit(0);
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

// A second free of a block whose piece has become a hole ends the program.
static void free_twice(void *block) {
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    EXPECT(freopen("/dev/null", "w", stderr));
    neap_free(block);
    _exit(0);
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

// --- what is told at rest

static char told_path[] = "/tmp/neap-tide-XXXXXX";

// Whether the file is there, and written to its end.
static bool read_told(char *text, size_t size) {
  FILE *file = fopen(getenv("NEAP_STATS_AT_REST"), "r");
  if (!file) {
    return false;
  }
  size_t length = fread(text, 1, size - 1, file);
  fclose(file);
  text[length] = '\0';
  return length > 2 && strcmp(text + length - 3, "]}\n") == 0;
}

// What lives by the file that libneap writes when the program has come to rest; waits for the file, and removes it.
static size_t live_at_rest(void) {
  static char text[64 * 1024];
  static const char key[] = "\"live_bytes\": ";
  bool told = false;
  for (int waited = 0; !told && waited < REST_MS; waited += 50) {
    rest(50);
    told = read_told(text, sizeof text);
  }
  EXPECT(told && unlink(getenv("NEAP_STATS_AT_REST")) == 0);
  const char *found = strstr(text, key);
  EXPECT(found);
  return strtoul(found + sizeof key - 1, NULL, 10);
}

typedef enum Way {
  WAY_THREAD,
  WAY_TICKS,
  WAY_COLLECT,
  WAY_NO_BARRIER,
  WAY_STACK,
  WAY_AGAIN,
  WAY_BIRTHS,
} Way;

// Nothing happens for so many ticks.
static void let_tick(int ticks) {
  for (int i = 0; i < ticks; i++) {
    neap_tide_tick();
  }
}

static void let_ebb(Way way) {
  while (way == WAY_TICKS && neap_tide_tick()) {
  }
  if (way == WAY_COLLECT) {
    EXPECT(neap_collect(true));
  }
}

static void do_next_to_nothing(void) {
  void *block = neap_malloc(200000);
  EXPECT(block);
  neap_free(block);
}

// A program that does a little now and then does not have all its pages looked at each time.
static void sweeps_what_changed(void) {
  rest(LONG_REST_MS);
  uint64_t before = neap__tide_counts().pages_swept;
  for (int i = 0; i < 3; i++) {
    do_next_to_nothing();
    rest(LONG_REST_MS);
  }
  EXPECT(before > 500 && neap__tide_counts().pages_swept - before < 100);
}

static size_t faults(void) {
  struct rusage usage;
  EXPECT(getrusage(RUSAGE_SELF, &usage) == 0);
  return (size_t)usage.ru_minflt;
}

// Blocks of the sizes that are there already, and one long one. Result: page faults.
static size_t work_a_little(void) {
  enum { LITTLE = 2000, LONG = 200000 };

  static unsigned char *blocks[LITTLE];
  size_t before = faults();
  unsigned char *block = neap_malloc(LONG);
  EXPECT(block);
  memset(block, 1, LONG);
  for (size_t i = 0; i < LITTLE; i++) {
    blocks[i] = neap_malloc(size_of(i));
    EXPECT(blocks[i]);
    memset(blocks[i], 1, size_of(i));
  }
  for (size_t i = 0; i < LITTLE; i++) {
    neap_free(blocks[i]);
  }
  neap_free(block);
  return faults() - before;
}

// What a program has fetched when it worked a little is fetched ahead when it goes on after a long rest; if it does not use it, it goes, and is not again.
// Under private all pages are some thread's.
static void fetches_ahead(void) {
  work_a_little();
  rest(LONG_REST_MS);
  size_t low = resident();
  uint64_t before = neap__tide_counts().fetched_bytes;
  do_next_to_nothing();
  rest(LONG_REST_MS);
  uint64_t once = neap__tide_counts().fetched_bytes;
  EXPECT(neap__policy->keeps ? once == before : once > before);
  EXPECT(resident() <= low + (size_t)20 * UNIT_SIZE);
  do_next_to_nothing();
  rest(LONG_REST_MS);
  EXPECT(neap__tide_counts().fetched_bytes == once);
}

static void run(Way way) {
  EXPECT(pthread_barrier_init(&step, NULL, WORKERS + 1) == 0);
  for (size_t w = 0; w < WORKERS; w++) {
    EXPECT(pthread_create(&workers[w].thread, NULL, work, &workers[w]) == 0);
  }
  pthread_barrier_wait(&step);
  if (way == WAY_TICKS || way == WAY_COLLECT) {
    size_t before = resident();
    rest(500);
    EXPECT(resident() >= before / 2); // nobody does it unasked
    let_ebb(way);
  }
  // nearly each survivor has a piece of 4 KiB for itself
  size_t most = (size_t)WORKERS * (BLOCKS / KEPT_EVERY) * UNIT_SIZE + survivors() + MIB;
  bool gone = ebbs(most);
  EXPECT(gone || way == WAY_NO_BARRIER);
  check_survivors();
  if (way == WAY_THREAD) {
    size_t live = live_at_rest();
    EXPECT(live >= survivors() && live < 2 * survivors());
    sweeps_what_changed();
    fetches_ahead();
  }
  fork_and_use();
  free_twice(workers[0].freed);
  pthread_barrier_wait(&step);
  pthread_barrier_wait(&step);
  let_ebb(way);
  EXPECT(ebbs(MIB) || way == WAY_NO_BARRIER);
  if (way == WAY_THREAD) {
    rest(LONG_REST_MS);
    size_t switches = count_switches();
    rest(500);
    EXPECT(switches != SIZE_MAX && count_switches() == switches); // it sleeps for good
    EXPECT(live_at_rest() < MIB);
  }
  pthread_barrier_wait(&step);
  for (size_t w = 0; w < WORKERS; w++) {
    pthread_join(workers[w].thread, NULL);
  }
}

// Blocks that come and go as on a stack leave free lists as they were, but what they have touched meanwhile goes back.
static void ebbs_below_a_stack(void) {
  enum { SIZE = 200, KEPT = 100, MOST = BLOCKS };

  static void *blocks[MOST];
  size_t before = 0;
  for (int round = 0; round < 3; round++) {
    for (size_t i = round == 0 ? 0 : 1; i < MOST; i += round == 0 || (i + 1) % KEPT != 0 ? 1 : 2) {
      blocks[i] = neap_malloc(SIZE);
      EXPECT(blocks[i]);
    }
    for (size_t i = MOST; i-- > 0;) {
      if (i % KEPT != 0) {
        neap_free(blocks[i]);
      }
    }
    let_ebb(WAY_TICKS);
    before = round == 0 ? resident() : before;
    EXPECT(resident() <= before + before / 10);
  }
}

// What a program fetches again each time that it works stays for a while, then goes. Under private a thread's pages take turns, so it is more each time.
static void works_now_and_then(void) {
  Worker *worker = &workers[0];
  for (size_t i = 0; i < BLOCKS; i++) {
    fill(worker, i);
  }
  thin_out(worker);
  let_ebb(WAY_TICKS);
  size_t low = resident();
  size_t first = work_a_little();
  bool keeps = neap__policy->keeps;
  EXPECT(first > 300);
  for (int round = 0; round < 3; round++) {
    let_tick(SHORT_TICKS);
    EXPECT(resident() < low + (keeps ? 3 : 1) * first * UNIT_SIZE + MIB);
    EXPECT(work_a_little() < first * (keeps ? 3 : 1) / 4);
  }
  let_ebb(WAY_TICKS);
  EXPECT(resident() < low + low / 10);
}

// --- threads that begin while the tide comes by

enum { BORN = 300 };

static _Atomic bool last_born; // atomic; relaxed: only waited for
static pthread_barrier_t all_born;

static void *be_born(void *argument) {
  (void)argument;
  void *block = neap_malloc(100);
  EXPECT(block);
  pthread_barrier_wait(&all_born);
  neap_free(block);
  return NULL;
}

static void *bear(void *argument) {
  pthread_t *threads = argument;
  for (size_t i = 0; i < BORN; i++) {
    EXPECT(pthread_create(&threads[i], NULL, be_born, NULL) == 0);
  }
  store_relaxed(&last_born, true);
  return NULL;
}

// All alive at once, so that each has a theap that nobody has used before.
static void tick_while_threads_begin(void) {
  static pthread_t threads[BORN];
  pthread_t parent;
  EXPECT(pthread_barrier_init(&all_born, NULL, BORN + 1) == 0);
  EXPECT(pthread_create(&parent, NULL, bear, threads) == 0);
  while (!load_relaxed(&last_born)) {
    neap_tide_tick();
  }
  pthread_barrier_wait(&all_born);
  pthread_join(parent, NULL);
  for (size_t i = 0; i < BORN; i++) {
    pthread_join(threads[i], NULL);
  }
}

static void deny_barrier(void) {
  struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
  EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  EXPECT(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
  EXPECT(syscall(SYS_membarrier, 0, 0, 0) == -1 && errno == EPERM);
}

// The settings are read before main.
static void in_child(Way way) {
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    char number[2] = { (char)('0' + way), '\0' };
    setenv("NEAP_TIDE", way == WAY_THREAD || way == WAY_NO_BARRIER ? "1" : "0", 1);
    if (way == WAY_THREAD) {
      setenv("NEAP_STATS_AT_REST", told_path, 1);
      setenv("NEAP_TIDE_MS", TICK_MS, 1);
    }
    execl("/proc/self/exe", "alloc-tide", number, (char *)NULL);
    _exit(127);
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

int main(int argc, char **argv) {
  if (argc > 1) {
    Way way = (Way)(argv[1][0] - '0');
    if (way == WAY_NO_BARRIER) {
      deny_barrier();
    }
    if (way == WAY_BIRTHS) {
      tick_while_threads_begin();
    } else if (way == WAY_STACK) {
      ebbs_below_a_stack();
    } else if (way == WAY_AGAIN) {
      works_now_and_then();
    } else {
      run(way);
    }
    return 0;
  }
  int file = mkstemp(told_path);
  EXPECT(file >= 0 && close(file) == 0 && unlink(told_path) == 0);
  for (Way way = WAY_THREAD; way <= WAY_BIRTHS; way++) {
    in_child(way);
  }
  return 0;
}
