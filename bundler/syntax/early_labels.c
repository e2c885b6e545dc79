// Labels and the jumps to them. A function's labels begin at l->label_base, so that no jump leaves it.
#include "syntax/early.h"

static bool is_loop(CstKind kind) {
  return kind == CST_FOR || kind == CST_FOR_IN || kind == CST_WHILE || kind == CST_DO;
}

static const Label *find_label(const Lowering *l, const Atom *name) {
  for (uint32_t i = l->labels.len; i > l->label_base; i--) {
    if (l->labels.items[i - 1].name == name) return &l->labels.items[i - 1];
  }
  return NULL;
}

void early_label_enter(Lowering *l, const Atom *name, CstKind follows) {
  if (find_label(l, name)) {
    l->failed = true;
    diag_add(l->at, SEVERITY_ERROR, DIAG_JUMP, lower_span(l), "rename one of the two",
             "The label \"%s\" is already around this", name->text);
  }
  vec_push(&l->labels, (Label){ name, false, true });
  if (follows == CST_LABELED) return;
  // `a: b: for (;;)`: all labels just before a loop are the loop's.
  for (uint32_t i = l->labels.len; i > l->label_base && l->labels.items[i - 1].is_open; i--) {
    l->labels.items[i - 1].is_open = false;
    l->labels.items[i - 1].is_loop = is_loop(follows);
  }
}

void early_label_leave(Lowering *l) {
  l->labels.len--;
}

void early_jump(Lowering *l, NodeKind kind, const Atom *label) {
  bool continues = kind == NODE_CONTINUE;
  if (label == NULL) {
    if (continues && !(l->context & IN_LOOP)) {
      early_refuse(l, DIAG_JUMP, lower_span(l), NULL, "`continue` can only stand in a loop");
    } else if (!continues && !(l->context & (IN_LOOP | IN_SWITCH))) {
      early_refuse(l, DIAG_JUMP, lower_span(l), NULL,
                   "`break` without a label can only stand in a loop or a switch");
    }
    return;
  }
  const Label *found = find_label(l, label);
  if (found && (!continues || found->is_loop)) return;
  l->failed = true;
  diag_add(l->at, SEVERITY_ERROR, DIAG_JUMP, lower_span(l), NULL,
           found ? "The label \"%s\" is not a loop's, so nothing can be continued there"
                 : "There is no label \"%s\" around this",
           label->text);
}
