// Where file names do not tell case apart (macOS and Windows, by default), two files that differ in nothing else are one. The project then
// works for some and not for others, or one file runs twice. Letters of other scripts than Latin are left alone.
#include "graph/case.h"

#include "base/fs.h"
#include "base/mem.h"

typedef struct Place {
  const Module *importer; // NULL: an entry
  const ImportRecord *record;
} Place;

typedef VEC(Place) PlaceList;

// The import that reaches each module first, by module index.
static PlaceList first_places(const Graph *graph) {
  PlaceList places = VEC_EMPTY;
  for (uint32_t i = 0; i < graph->modules.len; i++) {
    vec_push(&places, (Place){ NULL, NULL });
  }
  vec_each (module, &graph->modules) {
    for (uint32_t i = 0; i < (*module)->edges.len; i++) {
      const Module *target = (*module)->edges.items[i].target;
      if (target == NULL || places.items[target->index].importer) continue;
      places.items[target->index] = (Place){ *module, &(*module)->ast->records.items[i] };
    }
  }
  return places;
}

static DiagSource source_of(const Module *importer, DiagList *diags) {
  return (DiagSource){ diags, importer->name, buf_str(&importer->source) };
}

static void warn(const PlaceList *places, const Module *module, const Module *like,
                 DiagList *diags) {
  Place place = places->items[module->index];
  Place other = places->items[like->index];
  if (place.importer == NULL) {
    const Module *entry = module;
    place = other;
    other = (Place){ NULL, NULL };
    module = like;
    like = entry;
  }
  if (place.importer == NULL)
    return; // both are entries, which are named where the build is started
  DiagSource at = source_of(place.importer, diags);
  diag_add(&at, SEVERITY_WARNING, DIAG_CASE, place.record->span,
           "rename one of the files, or write both imports alike",
           "\"%s\" and \"%s\" differ only in case: on macOS and Windows they are one file",
           module->name, like->name);
  if (other.importer == NULL) return;
  DiagSource there = source_of(other.importer, diags);
  diag_note(&there, other.record->span, "the other is imported here");
}

static char *lower_case(const char *path) {
  char *lower = str_copy(str_of(path));
  for (char *c = lower; *c; c++) {
    if (*c >= 'A' && *c <= 'Z') *c ^= 'A' ^ 'a';
  }
  return lower;
}

typedef struct Pair {
  const Module *module;
  const Module *like;
} Pair;

typedef VEC(Pair) PairList;

// Modules of which an earlier one differs in case only.
static PairList pairs_of(const Graph *graph) {
  Map by_lower = MAP_EMPTY;
  PairList pairs = VEC_EMPTY;
  VEC(char *) keys = VEC_EMPTY;
  vec_each (module, &graph->modules) {
    if ((*module)->path[0] != '/') continue; // a data: URL
    char *key = lower_case((*module)->path);
    vec_push(&keys, key);
    bool added;
    MapEntry *entry = map_put(&by_lower, str_of(key), &added);
    if (added) entry->pointer = *module;
    const Module *like = (const Module *)entry->pointer;
    // The same path twice is one file, loaded in two ways.
    if (strcmp(like->path, (*module)->path) != 0) vec_push(&pairs, (Pair){ *module, like });
  }
  vec_each (key, &keys) {
    mem_free(*key);
  }
  vec_clear(&keys);
  map_clear(&by_lower);
  return pairs;
}

void graph_check_case(const Graph *graph, DiagList *diags) {
  PairList pairs = pairs_of(graph);
  if (pairs.len != 0) {
    PlaceList places = first_places(graph);
    vec_each (pair, &pairs) {
      warn(&places, pair->module, pair->like, diags);
    }
    vec_clear(&places);
  }
  vec_clear(&pairs);
}
