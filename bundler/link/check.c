#include "link/check.h"

static void check_record(const Link *link, const Module *module, uint32_t index,
                         const DiagSource *at) {
  const ImportRecord *record = &module->ast->records.items[index];
  const Edge *edge = &module->edges.items[index];
  bool is_async = edge->target && link->modules[edge->target->index].is_async;
  if (record->kind == IMPORT_REQUIRE && is_async) {
    diag_add(at, SEVERITY_ERROR, DIAG_REQUIRE_ASYNC, record->span,
             "use import() instead, or do without top-level await there",
             "\"%s\" cannot be required: it, or what it imports, awaits at its top",
             edge->target->name);
  }
  bool is_static = record->kind == IMPORT_STATIC || record->kind == IMPORT_EXPORT_FROM;
  if (link->options->format == FORMAT_IIFE && is_static && edge->external) {
    diag_add(at, SEVERITY_ERROR, DIAG_EXTERNAL_IN_IIFE, record->span,
             "bundle it too, or use --format=esm or --format=cjs (as --platform=node does)",
             "\"%s\" is external, and a script in the format iife cannot import", edge->external);
  }
}

static void check_module(const Link *link, const Module *module, DiagList *diags) {
  const Ast *ast = module->ast;
  DiagSource at = { diags, module->name, buf_str(&module->source) };
  const ModuleLink *state = &link->modules[module->index];
  bool is_commonjs = state->wrap == WRAP_COMMONJS;
  bool may_be_sloppy = is_commonjs && link->options->format != FORMAT_ESM;
  if (ast->own_exports.end != 0 && !is_commonjs) {
    diag_add(&at, SEVERITY_WARNING, DIAG_MIXED, ast->own_exports,
             "use `export` for what others import from here",
             "An ES module has no CommonJS exports: nobody will see this");
  }
  if (ast->sloppy_only.end != 0 && !may_be_sloppy) {
    diag_add(&at, SEVERITY_ERROR, DIAG_SLOPPY, ast->sloppy_only,
             "write it in another way, or keep the module out of the bundle with --external",
             "Only sloppy code can have this, and all code of a bundle is strict");
  }
  bool is_own = strstr(module->path, "/node_modules/") == NULL; // packages know what they do
  if (ast->require_tool.end != 0 && is_own) {
    diag_add(&at, SEVERITY_WARNING, DIAG_REQUIRE_TOOL, ast->require_tool,
             "import the file, or keep it out of the bundle with --external",
             "Files of the bundle are not where this looks for them");
  }
  bool awaits_at_start = ast->top_level_await.end != 0 && state->is_evaluated;
  if (awaits_at_start && link->options->format != FORMAT_ESM) {
    diag_add(&at, SEVERITY_ERROR, DIAG_TOP_LEVEL_AWAIT, ast->top_level_await,
             "use --format=esm, or move it into an async function",
             "Top-level await needs the output format esm");
  }
  for (uint32_t i = 0; i < ast->records.len; i++) {
    check_record(link, module, i, &at);
  }
}

void link_check(const Link *link, DiagList *diags) {
  vec_each (module, &link->order) {
    check_module(link, *module, diags);
  }
}
