// What a class cannot have, and private names: each belongs to the innermost class around its use that declares it. Uses wait in
// l->private_uses until their class is left; a class takes those that it declares and leaves the others to the class around it.
#include "syntax/early.h"

#include "base/map.h"

// How a private name was declared, as a set: a getter and a setter may share one.
enum { PRIVATE_GETTER = 1, PRIVATE_SETTER = 2, PRIVATE_OTHER = 4, PRIVATE_STATIC = 8 };

static void refuse_use(Lowering *l, const PrivateUse *use) {
  l->failed = true;
  diag_add(l->at, SEVERITY_ERROR, DIAG_PRIVATE_NAME, use->span,
           "declare it in the class around this, or remove the #",
           "No class around this declares `%s`", use->name->text);
}

void early_private_use(Lowering *l, const Atom *name, Span span) {
  PrivateUse use = { name, span };
  if (l->context & IN_CLASS_BODY) {
    vec_push(&l->private_uses, use);
  } else {
    refuse_use(l, &use);
  }
}

// --- Members ---

static const Node *member_key(const Node *member) {
  if (member->kind == NODE_METHOD) return ((const Method *)member)->key;
  return member->kind == NODE_FIELD ? ((const Field *)member)->key : NULL;
}

// The name of a member that is not computed; empty: it has none that matters.
static Str member_name(const Node *member) {
  const Node *key = member_key(member);
  if (key == NULL || (member->flags & NODE_COMPUTED)) return STR_EMPTY;
  if (key->kind == NODE_NAME) return atom_str(((const Name *)key)->name);
  return key->kind == NODE_STRING ? text_str(((const String *)key)->value) : STR_EMPTY;
}

static void check_constructor(Lowering *l, const Node *member, bool *seen) {
  Span span = node_span(member_key(member));
  if (member->kind == NODE_FIELD) {
    early_refuse(l, DIAG_CLASS_MEMBER, span, NULL, "A field cannot be named `constructor`");
    return;
  }
  if (member->flags & NODE_STATIC) return;
  const Node *function = ((const Method *)member)->function;
  if (member->op != METHOD_PLAIN || (function->flags & (NODE_ASYNC | NODE_GENERATOR))) {
    early_refuse(l, DIAG_CLASS_MEMBER, span, NULL,
                 "A constructor can be no getter, setter, generator or async function");
  } else if (*seen) {
    early_refuse(l, DIAG_CLASS_MEMBER, span, "remove one of the two",
                 "A class can have only one constructor");
  }
  *seen = true;
}

static void check_member(Lowering *l, const Node *member, bool *has_constructor) {
  Str name = member_name(member);
  if (str_is(name, "constructor")) {
    check_constructor(l, member, has_constructor);
  } else if ((member->flags & NODE_STATIC) && str_is(name, "prototype")) {
    early_refuse(l, DIAG_CLASS_MEMBER, node_span(member_key(member)), NULL,
                 "A static member cannot be named `prototype`");
  }
}

// --- Private names ---

static uintptr_t private_kind(const Node *member) {
  uintptr_t kind = PRIVATE_OTHER;
  if (member->kind == NODE_METHOD && member->op == METHOD_GET) kind = PRIVATE_GETTER;
  if (member->kind == NODE_METHOD && member->op == METHOD_SET) kind = PRIVATE_SETTER;
  return kind | (member->flags & NODE_STATIC ? PRIVATE_STATIC : 0);
}

static void declare_private(Lowering *l, Map *declared, const Node *member) {
  const PrivateName *key = (const PrivateName *)member_key(member);
  if (str_is(atom_str(key->name), "#constructor")) {
    early_refuse(l, DIAG_PRIVATE_NAME, node_span(&key->node), NULL,
                 "A private name cannot be `#constructor`");
  }
  bool fresh;
  MapEntry *entry = map_put(declared, atom_str(key->name), &fresh);
  uintptr_t before = fresh ? 0 : entry->number;
  uintptr_t kind = private_kind(member);
  bool is_pair =
      ((before ^ kind) & PRIVATE_STATIC) == 0 &&
      (before | kind | PRIVATE_STATIC) == (PRIVATE_GETTER | PRIVATE_SETTER | PRIVATE_STATIC) &&
      (before & kind & ~(uintptr_t)PRIVATE_STATIC) == 0;
  entry->number = before | kind;
  if (fresh || is_pair) return;
  l->failed = true;
  diag_add(l->at, SEVERITY_ERROR, DIAG_PRIVATE_NAME, node_span(&key->node), "rename one of the two",
           "The class already has a `%s`", key->name->text);
}

// Drops the uses from `first` on that are declared. The rest waits for the class around, if there is one.
static void settle_uses(Lowering *l, uint32_t first, const Map *declared) {
  uint32_t kept = first;
  for (uint32_t i = first; i < l->private_uses.len; i++) {
    PrivateUse use = l->private_uses.items[i];
    if (map_get(declared, atom_str(use.name))) continue;
    if (l->context & IN_CLASS_BODY) {
      l->private_uses.items[kept++] = use;
    } else {
      refuse_use(l, &use);
    }
  }
  l->private_uses.len = kept;
}

uint32_t early_class_enter(Lowering *l) {
  l->context |= IN_CLASS_BODY;
  return l->private_uses.len;
}

void early_class_leave(Lowering *l, uint32_t outer, const NodeList *members) {
  Map declared = MAP_EMPTY;
  bool has_constructor = false;
  for (uint32_t i = 0; i < members->len; i++) {
    const Node *member = members->items[i];
    check_member(l, member, &has_constructor);
    const Node *key = member_key(member);
    if (key && key->kind == NODE_PRIVATE_NAME && !(member->flags & NODE_COMPUTED))
      declare_private(l, &declared, member);
  }
  settle_uses(l, outer, &declared);
  map_clear(&declared);
}
