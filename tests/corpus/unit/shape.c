// The shape of generated projects: who may import whom, and that sizes and imports are spread as in real packages.
#include "corpus/module_text.h"
#include "suite.h"

#include <stdlib.h>
#include <xxhash.h>

static bool is_owner_of(const Shape *shape, uint32_t owner, uint32_t module) {
  for (uint32_t m = shape->modules.items[module].owner; m != SHAPE_NONE;
       m = shape->modules.items[m].owner) {
    if (m == owner) return true;
  }
  return false;
}

static void check_edges(const Shape *shape) {
  bool *reached = calloc(shape->modules.len, sizeof *reached);
  reached[0] = true;
  for (uint32_t m = 0; m < shape->modules.len; m++) {
    const ShapeModule *module = &shape->modules.items[m];
    ck_assert_msg(reached[m], "module %u is not reached from those above it", m);
    vec_each (edge, &module->edges) {
      const ShapeModule *target = &shape->modules.items[edge->target];
      if (edge->is_cycle) {
        ck_assert(is_owner_of(shape, edge->target, m));
        continue;
      }
      ck_assert_uint_gt(target->layer, module->layer);
      ck_assert(target->owner == SHAPE_NONE || target->owner == m);
      reached[edge->target] = true;
    }
  }
  free(reached);
}

START_TEST(imports_go_down_but_for_cycles_to_owners) {
  static const uint32_t counts[] = { 1, 2, 3, 4, 5, 17, 300, 4000 };
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    for (uint64_t seed = 0; seed < 20; seed++) {
      Shape shape;
      shape_init(&shape, counts[i], seed);
      ck_assert_uint_eq(shape.modules.len, counts[i]);
      check_edges(&shape);
      shape_clear(&shape);
    }
  }
}

END_TEST

static int compare_numbers(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a;
  uint32_t y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

typedef struct Spread {
  uint32_t *imported; // times each module is imported, sorted
  uint32_t *sizes;    // sorted
  uint32_t cycles;
  uint32_t barrels;
  uint32_t stars;
} Spread;

static Spread spread_of(const Shape *shape) {
  uint32_t count = shape->modules.len;
  Spread spread = { .imported = calloc(count, sizeof(uint32_t)),
                    .sizes = calloc(count, sizeof(uint32_t)) };
  for (uint32_t m = 0; m < count; m++) {
    const ShapeModule *module = &shape->modules.items[m];
    spread.sizes[m] = module->size;
    spread.barrels += module->kind == MODULE_BARREL;
    vec_each (edge, &module->edges) {
      spread.imported[edge->target]++;
      spread.cycles += edge->is_cycle;
      spread.stars += edge->form == EDGE_STAR;
    }
  }
  qsort(spread.imported, count, sizeof(uint32_t), compare_numbers);
  qsort(spread.sizes, count, sizeof(uint32_t), compare_numbers);
  return spread;
}

START_TEST(is_spread_as_real_packages_are) {
  enum { COUNT = 5000 };

  Shape shape;
  shape_init(&shape, COUNT, 1);
  Spread spread = spread_of(&shape);
  // The best-known module has a share of all imports; half of the modules have one or two importers.
  ck_assert_uint_gt(spread.imported[COUNT - 1], COUNT / 100);
  ck_assert_uint_le(spread.imported[COUNT / 2], 2);
  ck_assert_uint_gt(shape.edge_count / COUNT, 1);
  ck_assert_uint_lt(shape.edge_count / COUNT, 6);
  // Sizes: a median of 1 to 2 KB, and one in a hundred more than ten times that.
  ck_assert_uint_gt(spread.sizes[COUNT / 2], 900);
  ck_assert_uint_lt(spread.sizes[COUNT / 2], 2000);
  ck_assert_uint_gt(spread.sizes[COUNT - COUNT / 100], 10000);
  ck_assert_uint_gt(spread.cycles, COUNT / 20);
  ck_assert_uint_gt(spread.barrels, COUNT / 100);
  ck_assert_uint_gt(spread.stars, COUNT / 100);
  free(spread.imported);
  free(spread.sizes);
  shape_clear(&shape);
}

END_TEST

static XXH64_hash_t hash_of_all(uint32_t count, uint64_t seed) {
  Shape shape;
  shape_init(&shape, count, seed);
  Buf text = BUF_EMPTY;
  for (uint32_t m = 0; m < count; m++) {
    module_path_append(&text, &shape, m);
    module_text_append(&text, &shape, m);
  }
  XXH64_hash_t hash = XXH3_64bits(text.data, text.len);
  buf_clear(&text);
  shape_clear(&shape);
  return hash;
}

START_TEST(same_seed_same_text) {
  ck_assert_uint_eq(hash_of_all(500, 7), hash_of_all(500, 7));
  ck_assert_uint_ne(hash_of_all(500, 7), hash_of_all(500, 8));
  ck_assert_uint_ne(hash_of_all(500, 7), hash_of_all(501, 7));
}

END_TEST

// On every machine and by every compiler. A change of the generator changes this, and then figures of before and after do not compare.
START_TEST(a_seed_means_the_same_everywhere) {
  ck_assert_uint_eq(hash_of_all(400, 42), 8085820891403496976u);
}

END_TEST

int main(void) {
  Suite *suite = suite_create("corpus-shape");
  TCase *tests = tcase_create("shape");
  tcase_add_test(tests, imports_go_down_but_for_cycles_to_owners);
  tcase_add_test(tests, is_spread_as_real_packages_are);
  tcase_add_test(tests, same_seed_same_text);
  tcase_add_test(tests, a_seed_means_the_same_everywhere);
  tcase_set_timeout(tests, 60);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
