#include "plan.h"

enum {
  MODULE_BLOCKS = 512, // most modules of the bundler pattern have one to four times so many,
  MODULE_LARGE = 64,   // one in MODULE_RARE has these times
  MODULE_RARE = 16,
  SMALLEST = 16,
  DOUBLINGS = 9,
};

_Static_assert(PLAN_MODULE_MAX >= MODULE_BLOCKS * MODULE_LARGE, "no module has more");

uint64_t plan_blocks(const Load *load) {
  static const uint64_t mean_size[SIZES_COUNT] = { [SIZES_BUNDLER] = 413, [SIZES_EVEN] = 1362 };
  return (load->mib << 20) / mean_size[load->sizes] / load->threads + 1;
}

Roll plan_hand_roll(const Load *load, uint64_t hand) {
  return (Roll){ (load->seed << 32) + hand * 1000003 };
}

// Of a thousand blocks nine hundred have up to 256 bytes and one more than 32 KiB; nearly half of the bytes are in blocks above 4 KiB.
static size_t bundler_size(Roll *roll) {
  uint32_t drawn = roll_below(roll, 1000);
  if (drawn < 900) return roll_size(roll, 16, 256);
  if (drawn < 990) return roll_size(roll, 257, 4096);
  if (drawn < 999) return roll_size(roll, 4097, 32768);
  return roll_size(roll, 32769, 131072);
}

size_t plan_size(const Load *load, Roll *roll) {
  if (load->sizes == SIZES_BUNDLER) return bundler_size(roll);
  uint32_t low = (uint32_t)SMALLEST << roll_below(roll, DOUBLINGS);
  return low + roll_below(roll, low);
}

bool plan_survives(const Load *load, uint64_t place) {
  if (load->kept_one_of == 0) return false;
  uint64_t run = place / load->run;
  Roll roll = { (load->seed << 32) + run / load->kept_one_of };
  return run % load->kept_one_of == roll_below(&roll, (uint32_t)load->kept_one_of);
}

uint64_t plan_module(const Load *load, uint64_t module, Roll *roll) {
  roll->state = (load->seed << 32) + module;
  bool large = roll_below(roll, MODULE_RARE) == 0;
  return MODULE_BLOCKS * (large ? (uint64_t)MODULE_LARGE : 1 + roll_below(roll, 4));
}
