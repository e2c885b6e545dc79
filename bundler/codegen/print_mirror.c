// An ES module's exports are bindings, and what a wrapped module declares is out of their reach. So each name of such a module that an entry
// exports and that is assigned to has a variable of the output that follows it (ModuleLink.mirrors): `x = 2` is printed as
// `export_x = x = 2`, and what is no plain assignment as `[x++, export_x = x][0]`.
#include "codegen/print_internal.h"

static const Atom *mirror_of(const Printer *printer, const Node *target) {
  if (target->kind != NODE_IDENTIFIER) return NULL;
  uint32_t symbol = ((const Identifier *)target)->symbol;
  bool is_at_top = symbol < printer->options->module->ast->top_end;
  return is_at_top ? printer->options->mirrors[symbol] : NULL;
}

// Calls itself for the parts of patterns.
static bool find(Printer *printer, const Node *target, bool writes, Str before, Str after) {
  bool any = false;
  const NodeList *parts = NULL;
  switch (target->kind) {
    case NODE_IDENTIFIER: {
      const Atom *mirror = mirror_of(printer, target);
      if (mirror == NULL || !writes) return mirror != NULL;
      write_str(printer->out, before);
      put_atom(printer, mirror);
      put(printer, " = ");
      print_expression(printer, target, PREC_ASSIGN);
      write_str(printer->out, after);
      return true;
    }
    case NODE_REST: return find(printer, ((const Rest *)target)->target, writes, before, after);
    case NODE_DEFAULT_PATTERN:
      return find(printer, ((const DefaultPattern *)target)->target, writes, before, after);
    case NODE_PATTERN_PROPERTY:
      return find(printer, ((const PatternProperty *)target)->value, writes, before, after);
    case NODE_ARRAY_PATTERN: parts = &((const ArrayPattern *)target)->elements; break;
    case NODE_OBJECT_PATTERN: parts = &((const ObjectPattern *)target)->properties; break;
    default: return false;
  }
  for (uint32_t i = 0; i < parts->len; i++) {
    if (parts->items[i]) any |= find(printer, parts->items[i], writes, before, after);
  }
  return any;
}

bool print_has_mirror(const Printer *printer, const Node *target) {
  if (printer->options->mirrors == NULL) return false;
  Printer asked = *printer;
  return find(&asked, target, false, STR_EMPTY, STR_EMPTY);
}

const Atom *print_leading_mirror(const Printer *printer, const Node *node) {
  if (printer->options->mirrors == NULL) return NULL;
  if (node->kind == NODE_ASSIGNMENT) return mirror_of(printer, ((const Assignment *)node)->target);
  bool is_prefix = node->kind == NODE_UPDATE && node->flags & NODE_PREFIX;
  return is_prefix ? mirror_of(printer, ((const Update *)node)->argument) : NULL;
}

void print_mirrors(Printer *printer, const Node *target, Str before, Str after) {
  find(printer, target, true, before, after);
}
