#include "corpus/shape.h"

enum { OFFERS_MAX = 160, EXTRA_IMPORTS_MAX = 40 };

// Streams of dice, so that a change in one place leaves the others alone.
enum { STREAM_SHAPE = 1, STREAM_MODULE_BASE = 1u << 20 };

static Dice module_dice(const Shape *shape, uint32_t module) {
  return dice_for(shape->seed, STREAM_MODULE_BASE + (uint64_t)module);
}

ExportKind shape_export_kind(const Shape *shape, uint32_t module, uint32_t index) {
  if (index == 0) return EXPORT_FUNCTION;
  Dice dice = module_dice(shape, module);
  dice.state += index;
  uint32_t share = dice_below(&dice, 100);
  return share < 60 ? EXPORT_FUNCTION : share < 80 ? EXPORT_CONST : EXPORT_CLASS;
}

// Log-normal by a walk on whole numbers: 16 coin throws move the size up or down by the same factor.
static uint32_t throw_size(Dice *dice) {
  enum { MEDIAN = 1300, SIZE_MIN = 160, SIZE_MAX_BYTES = 400000 };

  int steps = __builtin_popcountll(dice_next(dice) >> 48) - 8;
  uint64_t size = MEDIAN * (750 + (uint64_t)dice_below(dice, 580)) / 1000;
  for (; steps > 0; steps--)
    size = size * 1733 / 1000;
  for (; steps < 0; steps++)
    size = size * 577 / 1000;
  if (size < SIZE_MIN) return SIZE_MIN;
  return size > SIZE_MAX_BYTES ? SIZE_MAX_BYTES : (uint32_t)size;
}

// Layers swell towards the middle. Every layer has a module.
static void lay_out(Shape *shape, uint32_t module_count) {
  uint32_t layers = 2;
  for (uint32_t n = module_count; n > 1; n /= 2)
    layers++;
  if (layers > SHAPE_LAYERS_MAX) layers = SHAPE_LAYERS_MAX;
  if (layers > module_count) layers = module_count;
  shape->layer_count = layers;
  uint64_t weights = 0;
  for (uint32_t l = 1; l < layers; l++)
    weights += (uint64_t)l * (layers - l);
  shape->layer_start[0] = 0;
  uint64_t passed = 0;
  for (uint32_t l = 1; l <= layers; l++) {
    uint32_t spare = module_count - layers;
    shape->layer_start[l] = l + (uint32_t)(weights ? spare * passed / weights : 0);
    if (l < layers) passed += (uint64_t)l * (layers - l);
  }
  shape->layer_start[layers] = module_count;
}

static void throw_module(ShapeModule *module, uint32_t layer, uint32_t last_layer, Dice *dice) {
  uint32_t share = dice_below(dice, 100);
  module->kind = MODULE_CODE;
  if (layer > 0 && layer < last_layer && share < 6) module->kind = MODULE_BARREL;
  if (layer > 1 && share >= 96) module->kind = MODULE_DATA;
  module->size = throw_size(dice);
  module->layer = layer;
  module->owner = SHAPE_NONE;
  module->export_count = 1 + dice_skewed(dice, 12, 1);
  module->has_default = dice_percent(dice, 25);
  if (module->kind == MODULE_BARREL) module->export_count = 0;
  if (module->kind != MODULE_CODE) module->has_default = false;
}

static bool has_edge(const ShapeModule *module, uint32_t target) {
  vec_each (edge, &module->edges) {
    if (edge->target == target) return true;
  }
  return false;
}

static void add_edge(Shape *shape, uint32_t from, uint32_t target, bool is_cycle) {
  ShapeModule *module = &shape->modules.items[from];
  if (from == target || has_edge(module, target)) return;
  vec_push(&module->edges, (Edge){ target, EDGE_IMPORT, is_cycle });
  shape->edge_count++;
}

// Every module but the entry is reached from the layer above, where a few have most of the children. Some become owned.
static void add_parents(Shape *shape, Dice *dice) {
  for (uint32_t m = 1; m < shape->modules.len; m++) {
    ShapeModule *module = &shape->modules.items[m];
    uint32_t above = shape->layer_start[module->layer - 1];
    uint32_t count = shape->layer_start[module->layer] - above;
    uint32_t parent = above + dice_skewed(dice, count, 1);
    add_edge(shape, parent, m, false);
    bool is_owned = module->layer >= 2 && dice_percent(dice, 15);
    if (is_owned) module->owner = parent;
  }
}

// Half of the further imports go to the neighbourhood, half to what everyone uses, at the end of the last layers.
static uint32_t throw_target(const Shape *shape, uint32_t from, Dice *dice) {
  uint32_t layer = shape->modules.items[from].layer;
  uint32_t deeper = shape->layer_start[layer + 1];
  uint32_t last = shape->modules.len - 1;
  if (dice_percent(dice, 50)) return last - dice_skewed(dice, last - deeper + 1, 4);
  uint32_t width =
      shape->layer_start[layer + 2 > shape->layer_count ? layer + 1 : layer + 2] - deeper;
  return deeper + dice_below(dice, width ? width : 1);
}

static void add_imports(Shape *shape, Dice *dice) {
  for (uint32_t m = 1; m < shape->modules.len; m++) {
    ShapeModule *module = &shape->modules.items[m];
    if (module->layer + 1 >= shape->layer_count || module->kind != MODULE_CODE) continue;
    uint32_t wanted =
        dice_percent(dice, 4) ? dice_below(dice, EXTRA_IMPORTS_MAX) : dice_skewed(dice, 9, 1);
    for (; wanted > 0; wanted--) {
      uint32_t target = throw_target(shape, m, dice);
      if (shape->modules.items[target].owner == SHAPE_NONE) add_edge(shape, m, target, false);
    }
  }
}

static void add_cycles(Shape *shape, Dice *dice) {
  for (uint32_t m = 1; m < shape->modules.len; m++) {
    ShapeModule *module = &shape->modules.items[m];
    if (module->owner == SHAPE_NONE || module->kind != MODULE_CODE) continue;
    uint32_t further = shape->modules.items[module->owner].owner;
    add_edge(shape, m, module->owner, true);
    if (further != SHAPE_NONE && dice_percent(dice, 50)) add_edge(shape, m, further, true);
  }
}

// A barrel without anything below it is an ordinary module.
static void settle_barrels(Shape *shape, Dice *dice) {
  vec_each (module, &shape->modules) {
    if (module->kind != MODULE_BARREL) continue;
    if (module->edges.len == 0) {
      module->kind = MODULE_CODE;
      module->export_count = 1;
    }
    vec_each (edge, &module->edges) {
      uint32_t share = dice_below(dice, 10);
      edge->form = share < 5 ? EDGE_STAR : share < 9 ? EDGE_NAMES : EDGE_NAMESPACE;
    }
  }
}

static bool offers_same(const ShapeModule *module, Offer offer) {
  vec_each (known, &module->offers) {
    if (known->module == offer.module && known->index == offer.index && known->alias == offer.alias)
      return true;
  }
  return false;
}

static void add_offer(ShapeModule *module, Offer offer) {
  if (module->offers.len < OFFERS_MAX && !offers_same(module, offer))
    vec_push(&module->offers, offer);
}

// Needs: the offers of all deeper modules.
static void add_offers(Shape *shape, uint32_t m, Dice *dice) {
  ShapeModule *module = &shape->modules.items[m];
  for (uint32_t i = 0; i < module->export_count; i++)
    add_offer(module, (Offer){ m, SHAPE_NONE, i, m });
  if (module->kind != MODULE_BARREL) return;
  vec_each (edge, &module->edges) {
    const ShapeModule *target = &shape->modules.items[edge->target];
    if (edge->form == EDGE_NAMESPACE) continue;
    vec_each (offer, &target->offers) {
      Offer passed = *offer;
      passed.via = edge->target;
      if (edge->form == EDGE_NAMES && passed.alias == SHAPE_NONE && dice_percent(dice, 30))
        passed.alias = m;
      add_offer(module, passed);
    }
  }
}

void shape_init(Shape *shape, uint32_t module_count, uint64_t seed) {
  *shape = (Shape){ .seed = seed, .modules = VEC_EMPTY };
  Dice dice = dice_for(seed, STREAM_SHAPE);
  lay_out(shape, module_count);
  for (uint32_t layer = 0; layer < shape->layer_count; layer++) {
    for (uint32_t m = shape->layer_start[layer]; m < shape->layer_start[layer + 1]; m++) {
      ShapeModule module = { .edges = VEC_EMPTY, .offers = VEC_EMPTY };
      throw_module(&module, layer, shape->layer_count - 1, &dice);
      vec_push(&shape->modules, module);
    }
  }
  add_parents(shape, &dice);
  add_imports(shape, &dice);
  settle_barrels(shape, &dice);
  add_cycles(shape, &dice);
  for (uint32_t m = module_count; m-- > 0;)
    add_offers(shape, m, &dice);
}

void shape_clear(Shape *shape) {
  vec_each (module, &shape->modules) {
    vec_clear(&module->edges);
    vec_clear(&module->offers);
  }
  vec_clear(&shape->modules);
}
