// Reproducible random numbers (SplitMix64, after Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
// Whole-number arithmetic only, so that a seed means the same on every machine.
#ifndef NEAP_CORPUS_DICE_H
#define NEAP_CORPUS_DICE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Dice {
  uint64_t state;
} Dice;

static inline uint64_t dice_next(Dice *dice) {
  uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// An independent sequence for each (seed, stream).
static inline Dice dice_for(uint64_t seed, uint64_t stream) {
  Dice dice = { seed };
  dice.state = dice_next(&dice) ^ (stream * 0xd1342543de82ef95u);
  return dice;
}

// 0 … bound - 1; bound > 0. The bias is below 2⁻³² × bound.
static inline uint32_t dice_below(Dice *dice, uint32_t bound) {
  return (uint32_t)(((dice_next(dice) >> 32) * bound) >> 32);
}

static inline bool dice_percent(Dice *dice, uint32_t percent) {
  return dice_below(dice, 100) < percent;
}

// As dice_below, with small numbers much likelier: `order` + 1 throws are multiplied.
static inline uint32_t dice_skewed(Dice *dice, uint32_t bound, int order) {
  uint64_t product = dice_next(dice) >> 32;
  for (int i = 0; i < order; i++)
    product = (product * (dice_next(dice) >> 32)) >> 32;
  return (uint32_t)((product * bound) >> 32);
}

#endif
