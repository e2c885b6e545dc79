// Sites whose blocks outlive the rest are learnt, their blocks get pages of their own; and what is learnt is forgotten when it no longer holds.
#include "neap.h"
#include "sites.h"
#include "support.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUND_BYTES = 16 << 20, BLOCKS_MAX = ROUND_BYTES / 128, LASTING_ONE_OF = 20, ROUNDS = 8 };

static uint64_t dice = 1;
static void *scratch[BLOCKS_MAX], *lasting[2][BLOCKS_MAX / LASTING_ONE_OF + 1];
static size_t scratch_count, lasting_count[2];
static bool collects; // before scratch is freed

static size_t draw_size(void) {
  dice = dice * 6364136223846793005u + 1442695040888963407u;
  return 128 + (dice >> 33) % 380;
}

// Two sites. What comes behind the call keeps it from being a tail call, which has no return address of its own.
__attribute__((noinline)) static void *site_a(size_t size) {
  void *block = neap_malloc(size);
  EXPECT(block);
  return memset(block, 0xa, size);
}

__attribute__((noinline)) static void *site_b(size_t size) {
  void *block = neap_malloc(size);
  EXPECT(block);
  return memset(block, 0xb, size);
}

static void free_all(void **blocks, size_t *count) {
  for (size_t i = 0; i < *count; i++) {
    neap_free(blocks[i]);
  }
  *count = 0;
}

static void *free_scratch(void *unused) {
  (void)unused;
  free_all(scratch, &scratch_count);
  return NULL;
}

typedef void *Site(size_t size);

// Of what one round allocates, most goes at its end, and the rest at the end of the next. `elsewhere`: by another thread.
static void play_round(Site *of_scratch, Site *of_lasting, int round, bool elsewhere) {
  for (size_t bytes = 0; bytes < ROUND_BYTES;) {
    size_t size = draw_size();
    bytes += size;
    if (scratch_count % LASTING_ONE_OF == 0) {
      lasting[round % 2][lasting_count[round % 2]++] = of_lasting(size);
    }
    scratch[scratch_count++] = of_scratch(size);
  }
  if (collects) {
    neap_collect(true);
  }
  if (elsewhere) {
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, free_scratch, NULL) == 0);
    pthread_join(thread, NULL);
  } else {
    free_scratch(NULL);
  }
  free_all(lasting[(round + 1) % 2], &lasting_count[(round + 1) % 2]);
}

// Of those that are not noted, which lie elsewhere.
static double share_apart(void *const *blocks, size_t count) {
  size_t apart = 0, noted = 0;
  for (size_t i = 0; i < count; i++) {
    const Page *page = page_of(blocks[i]);
    noted += page->slice.is_sampled;
    apart += bin_is_long_lived(page_bin(page));
  }
  return (double)apart / (double)(count - noted);
}

// How many of the site's blocks get pages apart now.
static double share_of(Site *site) {
  enum { TRIED = 100 }; // so few that nothing is learnt from them

  static void *blocks[TRIED];
  for (size_t i = 0; i < TRIED; i++) {
    blocks[i] = site(draw_size());
  }
  double share = share_apart(blocks, TRIED);
  for (size_t i = 0; i < TRIED; i++) {
    neap_free(blocks[i]);
  }
  return share;
}

static void play(Site *of_scratch, Site *of_lasting, bool elsewhere) {
  for (int round = 0; round < ROUNDS; round++) {
    play_round(of_scratch, of_lasting, round, elsewhere);
    neap__sites_check();
  }
}

static void drop_lasting(void) {
  free_all(lasting[0], &lasting_count[0]);
  free_all(lasting[1], &lasting_count[1]);
}

// The first of the program's blocks all live on, which says nothing.
static void first_moments(void) {
  static void *blocks[(3 << 20) / 128];
  size_t count = 0;
  for (size_t bytes = 0; bytes < (3 << 20);) {
    size_t size = draw_size();
    bytes += size;
    blocks[count++] = site_a(size);
  }
  EXPECT(neap__sites_counts().sampled == 0 && share_apart(blocks, count) == 0);
  free_all(blocks, &count);
}

static void learns(bool elsewhere) {
  play(site_a, site_b, elsewhere);
  EXPECT(share_apart(lasting[(ROUNDS - 1) % 2], lasting_count[(ROUNDS - 1) % 2]) > 0.9);
  EXPECT(share_of(site_a) < 0.2);
  drop_lasting();
}

static void relearns(void) {
  play(site_b, site_a, false);
  EXPECT(share_of(site_a) > 0.8 && share_of(site_b) < 0.2);
  SiteCounts counts = neap__sites_counts();
  EXPECT(counts.right > 0 && counts.wrong > 0);
  drop_lasting();
}

// What lives whenever the program rests outlives the rest, though it never ends.
static void learns_from_rests(void) {
  static void *blocks[4 * BLOCKS_MAX / LASTING_ONE_OF];
  size_t count = 0;
  for (int round = 0; round < 4; round++) {
    for (size_t i = 0; i < BLOCKS_MAX / LASTING_ONE_OF; i++) {
      blocks[count++] = site_b(draw_size());
      for (int j = 0; j < LASTING_ONE_OF; j++) {
        neap_free(site_a(draw_size()));
        scratch[scratch_count++] = site_a(draw_size());
      }
    }
    free_scratch(NULL);
    for (int tick = 0; tick < 4; tick++) {
      neap_tide_tick();
    }
    neap__sites_check();
  }
  EXPECT(share_of(site_b) > 0.8 && share_of(site_a) < 0.2);
  free_all(blocks, &count);
}

// Who asks for all free memory amid its work does not rest: what lives then says nothing.
static void is_collected_amid_work(void) {
  collects = true;
  play(site_a, site_b, false);
  play(site_a, site_b, false); // the heap was larger until not long ago
  collects = false;
  EXPECT(share_of(site_a) < 0.2 && share_of(site_b) > 0.8);
  drop_lasting();
}

// All that a round made goes at once at its end, the youngest first, but for some: its site is not one of long-lived blocks, though those that went last
// had lived through all of the round.
static void is_freed_at_once(void) {
  for (int round = 0; round < ROUNDS; round++) {
    size_t *kept = &lasting_count[0];
    for (size_t bytes = 0; bytes < ROUND_BYTES;) {
      size_t size = draw_size();
      bytes += size;
      scratch[scratch_count++] = site_a(size);
    }
    while (scratch_count > 0) {
      void *block = scratch[--scratch_count];
      if (scratch_count % LASTING_ONE_OF == 0 && round == 0) {
        lasting[0][(*kept)++] = block;
      } else {
        neap_free(block);
      }
    }
    EXPECT(share_of(site_a) < 0.2);
  }
  drop_lasting();
}

// Whether blocks of a size that site_b has made few of before, all in one epoch, get pages apart, or those few did already.
static bool few_are_apart(size_t size) {
  enum { FEW = 400, TRIED = 2 }; // some of the few are noted, and perhaps one that is tried

  static void *few[FEW];
  for (int i = 0; i < FEW; i++) {
    few[i] = site_b(size);
  }
  bool apart = bin_is_long_lived(page_bin(page_of(few[0])));
  for (int round = 0; round < 4; round++) {
    play_round(site_a, site_b, round, false);
  }
  for (int i = 0; i < FEW; i++) {
    neap_free(few[i]);
  }
  for (int i = 0; i < TRIED; i++) {
    few[i] = site_b(size);
  }
  apart |= share_apart(few, TRIED) > 0;
  for (int i = 0; i < TRIED; i++) {
    neap_free(few[i]);
  }
  return apart;
}

// Whether blocks of a size that nobody has made yet get pages apart: there are none that the site's other blocks could be lent.
static bool first_are_apart(size_t size) {
  enum { TRIED = 20 }; // some are noted

  void *first[TRIED];
  for (int i = 0; i < TRIED; i++) {
    first[i] = site_b(size);
  }
  double apart = share_apart(first, TRIED);
  for (int i = 0; i < TRIED; i++) {
    neap_free(first[i]);
  }
  return apart > 0;
}

// What is known of a caller holds for sizes of which little is. Three sizes, as of one by chance none may be noted. And what is known of three sizes,
// two of which play() makes, holds for those of which nothing is; each is asked for once, for that makes it known.
static void learns_by_caller(void) {
  play(site_a, site_b, false);
  EXPECT(!first_are_apart(50));
  EXPECT(few_are_apart(2000) || few_are_apart(3000) || few_are_apart(5000));
  EXPECT(first_are_apart(900));
  drop_lasting();
  play(site_b, site_a, false);
  EXPECT(!first_are_apart(100));
  drop_lasting();
}

static void goes_on_in_child(void) {
  pid_t child = fork();
  EXPECT(child >= 0);
  if (child == 0) {
    neap__sites_check();
    learns(false);
    _exit(0);
  }
  int status;
  EXPECT(waitpid(child, &status, 0) == child);
  EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void stays_off(void) {
  play(site_a, site_b, false);
  SiteCounts counts = neap__sites_counts();
  EXPECT(counts.sampled == 0 && counts.slots == 0);
  EXPECT(share_apart(lasting[(ROUNDS - 1) % 2], lasting_count[(ROUNDS - 1) % 2]) == 0);
}

int main(void) {
  if (strcmp(neap_option_get("NEAP_LIFETIME"), "0") == 0) {
    stays_off();
    return 0;
  }
  first_moments();
  learns(false);
  goes_on_in_child();
  learns(true);
  relearns();
  learns(false);
  learns_from_rests();
  is_collected_amid_work();
  relearns();
  is_freed_at_once();
  learns_by_caller();
  return 0;
}
