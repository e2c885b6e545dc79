#include "driver/account.h"

#include <inttypes.h>

static uint64_t vector_bytes(uint32_t cap, size_t item) {
  return (uint64_t)cap * item;
}

#define VECTOR_BYTES(vec) vector_bytes((vec)->cap, sizeof *(vec)->items)

typedef VEC(const Node *) NodeStack;

// Of the node alone; its children go to `left`.
static uint64_t node_bytes(const Node *node, NodeStack *left) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  uint64_t bytes = shape->size;
  for (uint32_t f = 0; f < shape->field_count; f++) {
    const void *at = (const char *)node + shape->fields[f].offset;
    FieldType type = shape->fields[f].type;
    if (type == FIELD_TEXT) bytes += ((const Text *)at)->len;
    if (type == FIELD_CHILD || type == FIELD_OPT) vec_push(left, *(const Node *const *)at);
    if (type != FIELD_LIST) continue;
    bytes += VECTOR_BYTES((const NodeList *)at);
    vec_each (item, (const NodeList *)at) {
      vec_push(left, *item);
    }
  }
  return bytes;
}

static uint64_t tree_bytes(const Node *root) {
  NodeStack left = VEC_EMPTY;
  uint64_t bytes = 0;
  vec_push(&left, root);
  while (left.len > 0) {
    const Node *node = vec_pop(&left);
    if (node) bytes += node_bytes(node, &left);
  }
  vec_clear(&left);
  return bytes;
}

static uint64_t table_bytes(const Ast *ast) {
  uint64_t bytes =
      sizeof *ast + VECTOR_BYTES(&ast->symbols) + VECTOR_BYTES(&ast->scopes) +
      VECTOR_BYTES(&ast->unbound) + VECTOR_BYTES(&ast->records) + VECTOR_BYTES(&ast->imports) +
      VECTOR_BYTES(&ast->exports) + VECTOR_BYTES(&ast->stars) + VECTOR_BYTES(&ast->parts) +
      VECTOR_BYTES(&ast->uses) + VECTOR_BYTES(&ast->declarations) + VECTOR_BYTES(&ast->directives);
  vec_each (scope, &ast->scopes) {
    bytes += VECTOR_BYTES(&scope->symbols);
  }
  vec_each (record, &ast->records) {
    bytes += strlen(record->specifier) + 1;
  }
  return bytes;
}

static void add_module(Account *account, Module *module) {
  account->sources += module->source.cap;
  account->tables += sizeof *module + VECTOR_BYTES(&module->edges);
  if (module->ast == NULL) return;
  const Program *program = module->ast->program;
  if (program && module->tree_bytes == 0) module->tree_bytes = tree_bytes(&program->node);
  account->trees += module->tree_bytes;
  account->tables += table_bytes(module->ast);
}

static uint64_t link_bytes(const Link *link) {
  uint64_t bytes = sizeof *link + VECTOR_BYTES(&link->order) + VECTOR_BYTES(&link->externals) +
                   link->external_names.cap * sizeof(NameEntry);
  for (uint32_t i = 0; i < link->module_count; i++) {
    const ModuleLink *state = &link->modules[i];
    const Ast *ast = link->graph->modules.items[i]->ast;
    bytes += sizeof *state + VECTOR_BYTES(&state->exports) + VECTOR_BYTES(&state->star_externals) +
             VECTOR_BYTES(&state->members) + state->member_table.cap * sizeof(NameEntry);
    if (state->names) bytes += ((uint64_t)ast->top_end + 1) * sizeof *state->names;
    if (state->imports) bytes += ((uint64_t)ast->imports.len + 1) * sizeof *state->imports;
    if (state->used_imports) bytes += (uint64_t)ast->imports.len + 1;
    if (state->live) bytes += ast->parts.len;
    if (state->exported) bytes += ((uint64_t)ast->symbols.len + 1) * sizeof *state->exported;
    if (state->mirrors) bytes += ((uint64_t)ast->top_end + 1) * sizeof *state->mirrors;
    if (state->edge_externals) bytes += ((uint64_t)ast->records.len + 1) * sizeof(uint32_t);
  }
  vec_each (program, &link->programs) {
    bytes += VECTOR_BYTES(&program->modules);
  }
  return bytes;
}

// A piece may be part of several chunks.
static uint64_t printed_bytes(const Reuse *reuse) {
  uint64_t bytes = 0;
  vec_each (chunk, &reuse->known) {
    bytes += VECTOR_BYTES(chunk);
    vec_each (piece, chunk) {
      bytes += (sizeof **piece + (*piece)->text.len + 1) / (*piece)->holders;
    }
  }
  return bytes;
}

Account account_of(const Graph *graph, const Link *link, const Reuse *reuse) {
  Account account = { .printed = printed_bytes(reuse) };
  if (graph) {
    vec_each (module, &graph->modules) {
      add_module(&account, *module);
    }
    vec_each (copy, &graph->copies) {
      add_module(&account, *copy);
    }
  }
  if (link) account.links = link_bytes(link);
  return account;
}

uint64_t account_total(const Account *account) {
  return account->sources + account->trees + account->tables + account->links + account->printed;
}

static double mib(uint64_t bytes) {
  return (double)bytes / (1024.0 * 1024.0);
}

void account_print(const Account *account, uint64_t footprint, uint64_t live, bool as_json,
                   FILE *out) {
  uint64_t retained = live != 0 && footprint > live ? footprint - live : 0;
  if (as_json) {
    fprintf(out,
            "{\"kind\":\"memory\",\"footprint\":%" PRIu64 ",\"live\":%" PRIu64
            ",\"retained\":%" PRIu64 ",\"sources\":%" PRIu64 ",\"trees\":%" PRIu64
            ",\"tables\":%" PRIu64 ",\"links\":%" PRIu64 ",\"printed\":%" PRIu64 "}\n",
            footprint, live, retained, account->sources, account->trees, account->tables,
            account->links, account->printed);
    return;
  }
  fprintf(out, "memory, MiB: footprint %.1f", mib(footprint));
  if (live != 0) fprintf(out, ", live %.1f, retained %.1f", mib(live), mib(retained));
  fprintf(out, "; kept: sources %.1f, trees %.1f, tables %.1f, links %.1f, printed %.1f\n",
          mib(account->sources), mib(account->trees), mib(account->tables), mib(account->links),
          mib(account->printed));
}
