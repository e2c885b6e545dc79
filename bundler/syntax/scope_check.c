// The checker of what scope.h promises: debug builds run it between binding and linking.
#include "base/mem.h"
#include "syntax/scope.h"

static void check_node(const Ast *ast, const Node *node, uint32_t *uses) {
  if (node->kind == NODE_IDENTIFIER) {
    uint32_t symbol = ((const Identifier *)node)->symbol;
    if (symbol >= ast->symbols.len) abort();
    uses[symbol]++;
  }
  if (node->kind == NODE_EXPORT_DEFAULT && ((const ExportDefault *)node)->symbol != NO_INDEX) {
    uses[((const ExportDefault *)node)->symbol]++;
  }
}

typedef VEC(const Node *) NodeStack;

static void push_children(NodeStack *left, const Node *node) {
  const NodeShape *shape = node_shape((NodeKind)node->kind);
  for (uint32_t f = 0; f < shape->field_count; f++) {
    const void *at = (const char *)node + shape->fields[f].offset;
    FieldType type = shape->fields[f].type;
    const NodeList one = { (Node **)at, 1, 1 };
    const NodeList *list = type == FIELD_LIST                         ? (const NodeList *)at
                           : type == FIELD_CHILD || type == FIELD_OPT ? &one
                                                                      : NULL;
    for (uint32_t i = 0; list && i < list->len; i++) {
      if (list->items[i]) vec_push(left, list->items[i]);
    }
  }
}

void scope_check(const Ast *ast) {
  uint32_t *uses = (uint32_t *)mem_alloc_zeroed(ast->symbols.len + 1, sizeof *uses);
  NodeStack left = VEC_EMPTY;
  vec_push(&left, &ast->program->node);
  while (left.len > 0) {
    const Node *node = vec_pop(&left);
    check_node(ast, node, uses);
    push_children(&left, node);
  }
  for (uint32_t i = 0; i < ast->symbols.len; i++) {
    if (ast->symbols.items[i].use_count != uses[i]) abort();
  }
  for (uint32_t i = 1; i < ast->scopes.len; i++) {
    if (ast->scopes.items[i].parent >= i) abort();
  }
  vec_clear(&left);
  mem_free(uses);
}
