// A graph made of texts, for tests: the whole way from source to bound AST without files. "./name" leads to the module of that name,
// any other specifier is external.
#ifndef NEAP_TESTS_GRAPH_OF_H
#define NEAP_TESTS_GRAPH_OF_H

#include "base/mem.h"
#include "graph/scan.h"
#include "syntax/cst.h"
#include "syntax/lower.h"
#include "syntax/parts.h"
#include "syntax/scope.h"

#include <check.h>

typedef struct SourceText {
  const char *name;
  const char *text;
} SourceText;

static inline Module *graph_find(const Graph *graph, const char *name) {
  vec_each (module, &graph->modules) {
    if (strcmp((*module)->name, name) == 0) return *module;
  }
  return NULL;
}

static inline Module *module_of(SourceText source, TSParser *parser, DiagList *diags) {
  Module *module = MEM_NEW_ZEROED(Module);
  module->path = str_format("/%s", source.name);
  module->name = str_copy(str_of(source.name));
  module->type = MODULE_TYPE_ESM;
  module->side_effects = true;
  buf_append(&module->source, str_of(source.text));
  DiagSource at = { diags, module->name, buf_str(&module->source) };
  TSTree *tree = cst_parse(parser, &at);
  ck_assert_msg(tree != NULL, "does not parse: %s", source.text);
  module->ast = lower_module(tree, &at, NULL);
  ck_assert_msg(module->ast != NULL, "does not lower: %s", source.text);
  ck_assert_msg(scope_bind(module->ast, &at), "does not bind: %s", source.text);
  parts_find(module->ast, true);
  ts_tree_delete(tree);
  return module;
}

// The first text is the entry. Ended by graph_free(graph, NULL).
static inline Graph *graph_of(const SourceText *sources, uint32_t count) {
  Graph *graph = MEM_NEW_ZEROED(Graph);
  TSParser *parser = cst_parser_new();
  DiagList diags = DIAG_LIST_EMPTY;
  Map by_name = MAP_EMPTY;
  for (uint32_t i = 0; i < count; i++) {
    Module *module = module_of(sources[i], parser, &diags);
    module->index = i;
    vec_push(&graph->modules, module);
    map_put(&by_name, str_of(module->name), NULL)->pointer = module;
  }
  vec_each (module, &graph->modules) {
    vec_each (record, &(*module)->ast->records) {
      Edge edge = { NULL, NULL, NULL };
      if (record->specifier[0] == '.') {
        MapEntry *entry = map_get(&by_name, str_of(record->specifier + 2));
        ck_assert_msg(entry != NULL, "no module %s", record->specifier);
        edge.target = (Module *)entry->pointer;
      } else {
        edge.external = str_copy(str_of(record->specifier));
      }
      vec_push(&(*module)->edges, edge);
    }
  }
  vec_push(&graph->entries, graph->modules.items[0]);
  map_clear(&by_name);
  diag_list_clear(&diags);
  ts_parser_delete(parser);
  return graph;
}

#endif
