// Which modules there are and who imports whom. The figures follow real packages: sizes log-normal (median 2 KB, a few of
// 100 KB), imports by a power law (a few modules are imported by very many), barrels that re-export, and cycles.
//
// Modules stand in layers, the entry alone in the first, and import from deeper layers only, but for cycles: an *owned* module is
// imported by its owner alone and imports it in turn. So whoever comes to a cycle comes to the owner first, and modules are
// evaluated in the same order as without the cycles; what flows along the edge back is called only after all were evaluated.
#ifndef NEAP_CORPUS_SHAPE_H
#define NEAP_CORPUS_SHAPE_H

#include "base/vec.h"
#include "corpus/dice.h"

enum {
  SHAPE_NONE = UINT32_MAX, // no module
  SHAPE_LAYERS_MAX = 16,
  SHAPE_FOLDER_MODULES = 32, // modules in one folder, and folders in one folder
};

typedef enum ModuleKind { MODULE_CODE, MODULE_DATA, MODULE_BARREL } ModuleKind;

typedef enum ExportKind { EXPORT_FUNCTION, EXPORT_CONST, EXPORT_CLASS } ExportKind;

// A name that a module offers: export `index` of `module`, under its own name or as barrel `alias` calls it.
typedef struct Offer {
  uint32_t module;
  uint32_t alias; // SHAPE_NONE: no alias
  uint32_t index;
  uint32_t via; // of a barrel: the module that it is re-exported from; elsewhere the module itself
} Offer;

typedef enum EdgeForm { EDGE_IMPORT, EDGE_STAR, EDGE_NAMES, EDGE_NAMESPACE } EdgeForm;

typedef struct Edge {
  uint32_t target;
  EdgeForm form; // how a barrel re-exports it; EDGE_IMPORT elsewhere
  bool is_cycle; // to the owner, or the owner's owner
} Edge;

typedef struct ShapeModule {
  ModuleKind kind;
  uint32_t size; // bytes to aim at
  uint32_t layer;
  uint32_t owner; // SHAPE_NONE: anyone may import it
  uint32_t export_count;
  bool
      has_default; // beside the numbered exports, and then also a `version`, which every such module calls the same
  VEC(Edge) edges; // in the order of the import statements
  VEC(Offer)
  offers; // what can be imported by name (of a barrel: not all of it when it is very much)
} ShapeModule;

typedef struct Shape {
  uint64_t seed;
  uint32_t layer_count;
  uint32_t layer_start[SHAPE_LAYERS_MAX + 1];
  VEC(ShapeModule) modules; // by layer; the entry is modules.items[0]
  uint64_t edge_count;
} Shape;

// `module_count` ≥ 1. Ended by shape_clear.
void shape_init(Shape *shape, uint32_t module_count, uint64_t seed);
void shape_clear(Shape *shape);

ExportKind shape_export_kind(const Shape *shape, uint32_t module, uint32_t index);

#endif
