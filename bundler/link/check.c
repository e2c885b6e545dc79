#include "link/check.h"

#include "link/match.h"

static void check_record(const Link *link, const Module *module, uint32_t index,
                         const DiagSource *at) {
  const ImportRecord *record = &module->ast->records.items[index];
  const Edge *edge = &module->edges.items[index];
  if (record->kind == IMPORT_DYNAMIC && edge->external == NULL) {
    char *help = str_format("import it statically, or keep it out of the bundle with --external:%s",
                            record->specifier);
    diag_add(at, SEVERITY_ERROR, DIAG_DYNAMIC_IMPORT, record->span, help,
             "import() of a bundled module is not offered yet");
    mem_free(help);
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
  if (module_is_commonjs(module)) {
    diag_add(&at, SEVERITY_ERROR, DIAG_COMMONJS, ast->commonjs,
             "use the package's ES module form if it has one, or keep it out of the bundle with "
             "--external",
             "CommonJS is not offered yet");
  }
  if (ast->sloppy_only.end != 0) {
    diag_add(&at, SEVERITY_ERROR, DIAG_SLOPPY, ast->sloppy_only,
             "write it in another way, or keep the module out of the bundle with --external",
             "Only sloppy code can have this, and all code of a bundle is strict");
  }
  if (ast->top_level_await.end != 0 && link->options->format != FORMAT_ESM) {
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
