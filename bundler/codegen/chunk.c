#include "codegen/chunk.h"

#include "base/mem.h"
#include "codegen/interface.h"
#include "codegen/runtime.h"
#include "link/rename.h"

// --- Modules, on the pool ---

typedef VEC(Piece) PieceList;

static void piece_job(void *context, void *item, uint32_t worker) {
  (void)context;
  (void)worker;
  piece_print((Piece *)item);
}

static PieceList print_pieces(const Interface *interface, const ModuleList *modules, Pool *pool) {
  PieceList pieces = VEC_EMPTY;
  vec_each (module, modules) {
    vec_push(&pieces,
             (Piece){ .link = interface->link, .module = *module, .indent = interface->indent });
  }
  void **items = (void **)mem_alloc_zeroed((size_t)pieces.len + 1, sizeof(void *));
  for (uint32_t i = 0; i < pieces.len; i++) {
    items[i] = &pieces.items[i];
  }
  pool_each(pool, piece_job, NULL, items, pieces.len);
  mem_free((void *)items);
  return pieces;
}

// --- The join ---

static ModuleList modules_of(const Link *link, const Module *entry) {
  ModuleList modules = VEC_EMPTY;
  bool *seen = (bool *)mem_alloc_zeroed(link->graph->modules.len, sizeof(bool));
  order_append(&modules, link->graph->modules.items[entry->index], seen);
  mem_free(seen);
  return modules;
}

static void write_line(const Interface *interface, Writer *out, Str text) {
  if (interface->indent != 0) write_str(out, STR("  "));
  write_str(out, text);
  write_char(out, '\n');
}

// Directives of the entry stay at the top; strict mode is the output's own affair.
static void write_directives(const Interface *interface, Writer *out) {
  const NodeList *body = &interface->entry->ast->program->body;
  if (interface->link->options->format != FORMAT_ESM)
    write_line(interface, out, STR("\"use strict\";"));
  for (uint32_t i = 0; i < body->len; i++) {
    const Node *node = body->items[i];
    if (node->kind == NODE_COMMENT) continue;
    if (node->kind != NODE_DIRECTIVE) return;
    Str raw = text_str(((const Directive *)node)->raw);
    if (str_equal(str_slice(raw, 1, raw.len - 1), STR("use strict"))) continue;
    if (interface->indent != 0) write_str(out, STR("  "));
    write_str(out, raw);
    write_str(out, STR(";\n"));
  }
}

// What a CommonJS file knows of itself in Node, as import.meta has it.
static const char import_meta_of_node[] =
    "var " NAME_IMPORT_META " = {\n"
    "  dirname: __dirname,\n"
    "  filename: __filename,\n"
    "  url: require(\"node:url\").pathToFileURL(__filename).href,\n"
    "  resolve(specifier) {\n"
    "    const { isBuiltin } = require(\"node:module\"), { URL, pathToFileURL } = "
    "require(\"node:url\");\n"
    "    if (isBuiltin(specifier)) return specifier.replace(/^(node:)?/, \"node:\");\n"
    "    if (/^(\\.{0,2}\\/|[a-z]+:)/.test(specifier)) return new URL(specifier, this.url).href;\n"
    "    return pathToFileURL(require.resolve(specifier)).href;\n"
    "  }\n"
    "};\n";

// Adds a warning for each module that uses it.
static void tell_import_meta(const Link *link, const ModuleList *modules, DiagList *diags) {
  vec_each (module, modules) {
    Span span = (*module)->ast->import_meta;
    if (span.end == 0) continue;
    DiagSource at = { diags, (*module)->name, buf_str(&(*module)->source) };
    diag_add(&at, SEVERITY_WARNING, DIAG_EMPTY_IMPORT_META, span, "use --format=esm to keep it",
             "import.meta is an empty object in the format %s",
             link->options->format == FORMAT_CJS ? "cjs" : "iife");
  }
}

static bool uses_import_meta(const ModuleList *modules) {
  vec_each (module, modules) {
    if ((*module)->ast->import_meta.end != 0) return true;
  }
  return false;
}

// Outside of ES modules something has to stand for import.meta: in Node the same values, else nothing.
static void write_import_meta(const Interface *interface, const ModuleList *modules, Writer *out,
                              DiagList *diags) {
  const LinkOptions *options = interface->link->options;
  if (options->format == FORMAT_ESM || !uses_import_meta(modules)) return;
  if (options->format == FORMAT_CJS && options->platform == PLATFORM_NODE) {
    write_str(out, STR(import_meta_of_node));
    return;
  }
  tell_import_meta(interface->link, modules, diags);
  write_line(interface, out, STR("var " NAME_IMPORT_META " = {};"));
}

// Anonymous functions that are hoisted as default exports are called "default" from the start.
static void write_default_names(const Interface *interface, const PieceList *pieces, Writer *out) {
  vec_each (piece, pieces) {
    if (piece->default_function == NULL) continue;
    if (interface->indent != 0) write_str(out, STR("  "));
    write_str(out, STR(NAME_SET_NAME "("));
    write_str(out, atom_str(piece->default_function));
    write_str(out, STR(", \"default\");\n"));
  }
}

static uint32_t runtime_of(const Interface *interface, const PieceList *pieces) {
  uint32_t wanted = interface_runtime(interface);
  vec_each (piece, pieces) {
    if (piece->default_function) wanted |= RUNTIME_SET_NAME;
  }
  return wanted;
}

// What the user wants before and behind everything; nobody looks into it.
static void write_as_given(const char *text, Writer *out) {
  if (text == NULL) return;
  write_str(out, str_of(text));
  write_char(out, '\n');
}

static void write_head(const Interface *interface, const ModuleList *modules,
                       const PieceList *pieces, Writer *out, DiagList *diags) {
  Str hashbang = text_str(interface->entry->ast->hashbang);
  if (hashbang.len != 0) {
    write_str(out, hashbang);
    write_char(out, '\n');
  }
  write_as_given(interface->link->options->banner, out);
  if (interface->link->options->format == FORMAT_IIFE) write_str(out, STR("(() => {\n"));
  write_directives(interface, out);
  interface_write_imports(interface, out);
  runtime_write(out, runtime_of(interface, pieces), interface->indent);
  write_import_meta(interface, modules, out, diags);
  interface_write_head(interface, out);
  write_default_names(interface, pieces, out);
}

// `// path`, on one line whatever the path is.
static void write_path_comment(const Interface *interface, const Module *module, Writer *out) {
  if (interface->indent != 0) write_str(out, STR("  "));
  write_str(out, STR("// "));
  for (const char *c = module->name; *c; c++) {
    bool separates = (unsigned char)*c == 0xe2 && (unsigned char)c[1] == 0x80 &&
                     ((unsigned char)c[2] | 1) == 0xa9; // U+2028 and U+2029 end a line as well
    bool ends_line = separates || *c == '\n' || *c == '\r';
    write_str(out, ends_line ? STR("_") : (Str){ c, 1 });
    if (separates) c += 2;
  }
  write_char(out, '\n');
}

static void write_pieces(const Interface *interface, const PieceList *pieces, Writer *out) {
  size_t total = 0;
  vec_each (piece, pieces) {
    total += piece->out.text.len + strlen(piece->module->name) + 8;
  }
  buf_reserve(&out->text, total);
  vec_each (piece, pieces) {
    if (piece->out.text.len == 0) continue;
    if (out->text.len != 0) write_char(out, '\n');
    write_path_comment(interface, piece->module, out);
    write_str(out, buf_str(&piece->out.text));
    buf_clear(&piece->out.text);
  }
}

Chunk chunk_generate(const Link *link, const Module *entry, Pool *pool, DiagList *diags) {
  ModuleList modules = modules_of(link, entry);
  Interface interface = interface_gather(link, entry, &modules);
  PieceList pieces = print_pieces(&interface, &modules, pool);
  Chunk chunk = { .code = BUF_EMPTY };
  vec_each (piece, &pieces) {
    vec_push(&chunk.pieces, (ChunkPiece){ piece->module, piece->out.text.len });
  }

  Writer out = WRITER_EMPTY;
  write_head(&interface, &modules, &pieces, &out, diags);
  write_pieces(&interface, &pieces, &out);
  interface_write_tail(&interface, &out);
  if (link->options->format == FORMAT_IIFE) write_str(&out, STR("})();\n"));
  write_as_given(link->options->footer, &out);
  chunk.code = out.text;

  vec_each (piece, &pieces) {
    buf_clear(&piece->out.text);
  }
  vec_clear(&pieces);
  interface_clear(&interface);
  vec_clear(&modules);
  return chunk;
}

void chunk_clear(Chunk *chunk) {
  buf_clear(&chunk->code);
  vec_clear(&chunk->pieces);
}
