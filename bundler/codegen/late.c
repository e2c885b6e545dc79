// Calls by which a program reaches modules while it runs: require() and import().
#include "codegen/print_internal.h"
#include "codegen/runtime.h"
#include "link/rename.h"

static const ModuleLink *target_of(const Printer *printer, const Edge *edge) {
  return &printer->options->link->modules[edge->target->index];
}

static void put_own(Printer *printer, Str text) {
  write_own(printer->out, printer->options->link, text);
}

static void put_call(Printer *printer, const Atom *function) {
  put_atom(printer, function);
  put(printer, "()");
}

// (init_x(), x_exports)
static void put_namespace(Printer *printer, const ModuleLink *target) {
  if (target->wrap == WRAP_LAZY) {
    put_char(printer, '(');
    put_call(printer, target->wrap_name);
    put(printer, ", ");
  }
  put_atom(printer, target->namespace_name);
  if (target->wrap == WRAP_LAZY) put_char(printer, ')');
}

static void put_platform_require(Printer *printer, const char *specifier) {
  bool has_own = printer->options->link->options->format == FORMAT_CJS;
  put_own(printer, has_own ? STR("require(") : STR(NAME_REQUIRE "("));
  print_string(printer, str_of(specifier));
  put_char(printer, ')');
}

void print_require(Printer *printer, const Call *call) {
  const Edge *edge = &printer->options->module->edges.items[call->record];
  if (edge->target == NULL) {
    if (edge->external) {
      put_platform_require(printer, edge->external);
    } else {
      put(printer, "({})");
    }
    return;
  }
  const ModuleLink *target = target_of(printer, edge);
  if (target->wrap == WRAP_COMMONJS) {
    put_call(printer, target->wrap_name);
  } else if (loader_is_data(edge->target->loader)) {
    put_namespace(printer, target);
    put(printer, ".default");
  } else {
    put_own(printer, STR(NAME_REQUIRED "("));
    put_namespace(printer, target);
    put_char(printer, ')');
  }
}

bool print_late_import(Printer *printer, const ImportCall *call) {
  if (printer->options->link == NULL || call->record == NO_INDEX) return false;
  const Edge *edge = &printer->options->module->edges.items[call->record];
  if (edge->external) return false;
  if (edge->target == NULL) {
    put_own(printer,
            STR(NAME_LATER "(() => " NAME_NAMESPACE "({ __proto__: null, default: () => ({}) }))"));
    return true;
  }
  const ModuleLink *target = target_of(printer, edge);
  if (target->wrap == WRAP_COMMONJS) {
    put_own(printer, STR(NAME_LATER "(() => " NAME_IMPORT "("));
    put_call(printer, target->wrap_name);
    bool is_node = printer->options->module->type == MODULE_TYPE_ESM;
    write_str(printer->out, is_node ? STR(", true))") : STR("))"));
  } else if (target->is_async && target->wrap == WRAP_LAZY) {
    put_own(printer, STR(NAME_LATER "("));
    put_atom(printer, target->wrap_name);
    put(printer, ").then(() => ");
    put_atom(printer, target->namespace_name);
    put_char(printer, ')');
  } else {
    put_own(printer, STR(NAME_LATER "(() => "));
    put_namespace(printer, target);
    put_char(printer, ')');
  }
  return true;
}
