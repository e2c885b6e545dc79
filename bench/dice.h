// Random numbers that a seed repeats exactly, on every machine. Not for secrets.
// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), the mixing constants as in Java 8.
#ifndef NEAP_BENCH_DICE_H
#define NEAP_BENCH_DICE_H

#include <stdint.h>

typedef struct Dice {
  uint64_t state; // the seed at first
} Dice;

static inline uint64_t dice_next(Dice *dice) {
  dice->state += UINT64_C(0x9e3779b97f4a7c15);
  uint64_t mixed = dice->state;
  mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
  return mixed ^ mixed >> 31;
}

// A number in [0, bound), each equally likely; bound > 0. Draws that would favour low numbers are thrown away.
static inline uint32_t dice_below(Dice *dice, uint32_t bound) {
  uint64_t usable = UINT64_MAX - UINT64_MAX % bound;
  uint64_t drawn = dice_next(dice);
  while (drawn >= usable) {
    drawn = dice_next(dice);
  }
  return (uint32_t)(drawn % bound);
}

#endif
