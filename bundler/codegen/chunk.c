#include "codegen/chunk.h"

#include "base/mem.h"
#include "codegen/interface.h"
#include "codegen/runtime.h"
#include "link/nested.h"
#include "link/rename.h"
#include "link/wrap.h"

// --- Modules, on the pool ---

typedef VEC(Piece) PieceList;

// A piece to be printed, unless its text is known.
typedef struct PrintJob {
  Piece *piece;
  const Reuse *reuse; // or NULL
  XXH128_hash_t key;
  PrintedPiece *known;
} PrintJob;

// A tree that is made for it is gone afterwards: most builds need few of them.
static void print_piece(Piece *piece) {
  const Module *module = piece->module;
  Program *made = module->ast->program ? NULL : graph_tree(piece->link->graph, module);
  piece->program = made ? made : module->ast->program;
  piece_print(piece);
  piece->program = NULL;
  if (made) node_free(&made->node);
}

static void print_job(void *context, void *item, uint32_t worker) {
  (void)context;
  (void)worker;
  PrintJob *job = (PrintJob *)item;
  if (job->reuse) job->key = reuse_key(job->piece);
  if (job->reuse) job->known = reuse_find(job->reuse, job->key);
  if (job->known == NULL) print_piece(job->piece);
}

// Gives the piece its text and has that kept.
static void take_printed(PrintJob *job, Reuse *reuse, DiagList *diags) {
  Piece *piece = job->piece;
  if (job->known) {
    piece->default_function = job->known->default_function;
    piece->names_default = job->known->names_default;
    piece->text = reuse_keep(reuse, job->known)->text;
  } else if (piece->cannot_yield != NO_INDEX) {
    nested_tell(piece->module, piece->cannot_yield, diags); // nothing of this build will be kept
  } else if (reuse) {
    piece->text = reuse_add(reuse, job->key, piece)->text;
  }
}

static void print_all(PieceList *pieces, Reuse *reuse, Pool *pool, DiagList *diags) {
  PrintJob *jobs = (PrintJob *)mem_alloc_zeroed((size_t)pieces->len + 1, sizeof(PrintJob));
  void **items = (void **)mem_alloc_zeroed((size_t)pieces->len + 1, sizeof(void *));
  uint32_t unknown = 0;
  if (reuse) reuse_begin_chunk(reuse);
  for (uint32_t i = 0; i < pieces->len; i++) {
    Piece *piece = &pieces->items[i];
    jobs[i] = (PrintJob){ .piece = piece,
                          .reuse = reuse,
                          .known = reuse ? reuse_find_place(reuse, i, piece) : NULL };
    if (jobs[i].known == NULL) items[unknown++] = &jobs[i];
  }
  pool_each(pool, print_job, NULL, items, unknown);
  for (uint32_t i = 0; i < pieces->len; i++) {
    take_printed(&jobs[i], reuse, diags);
  }
  mem_free((void *)items);
  mem_free(jobs);
}

static PieceList pieces_of(const Interface *interface, const LinkedProgram *program) {
  PieceList pieces = VEC_EMPTY;
  vec_each (module, &program->modules) {
    bool is_inner = interface->is_sloppy && !interface_is_sloppy(interface, *module);
    bool is_evaluated = pieces.len < program->evaluated;
    vec_push(&pieces, (Piece){ .link = interface->link,
                               .module = *module,
                               .indent = interface->indent + is_inner,
                               .is_entry = *module == interface->entry,
                               .is_declared = is_inner,
                               .is_evaluated = is_evaluated,
                               .cannot_yield = NO_INDEX });
  }
  return pieces;
}

// --- The join ---

static void write_indent(const Interface *interface, bool is_inner, Writer *out) {
  for (uint32_t i = 0; i < interface->indent + (is_inner && interface->is_sloppy); i++) {
    write_str(out, STR("  "));
  }
}

static void write_line(const Interface *interface, Writer *out, Str text) {
  write_indent(interface, true, out);
  write_str(out, text);
  write_char(out, '\n');
}

// Directives of the entry stay at the top; strict mode is the output's own affair, and a CommonJS entry's wrapper has its own.
static void write_directives(const Interface *interface, Writer *out) {
  Wrap wrap = interface->link->modules[interface->entry->index].wrap;
  bool is_sloppy = wrap == WRAP_NONE && wrap_is_sloppy(interface->entry);
  if (interface->link->options->format != FORMAT_ESM && !is_sloppy)
    write_line(interface, out, STR("\"use strict\";"));
  if (wrap == WRAP_COMMONJS) return;
  vec_each (directive, &interface->entry->ast->directives) {
    write_indent(interface, true, out);
    write_str(out, atom_str(*directive));
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
    write_own(out, interface->link, STR(import_meta_of_node));
    return;
  }
  tell_import_meta(interface->link, modules, diags);
  write_indent(interface, false, out);
  write_own(out, interface->link, STR("var " NAME_IMPORT_META " = {};\n"));
}

// Anonymous functions that are hoisted as default exports are called "default" from the start.
static void write_default_names(const Interface *interface, const PieceList *pieces, Writer *out) {
  vec_each (piece, pieces) {
    if (piece->default_function == NULL) continue;
    write_indent(interface, true, out);
    write_own(out, interface->link, STR(NAME_SET_NAME "("));
    write_str(out, atom_str(piece->default_function));
    write_str(out, STR(", \"default\");\n"));
  }
}

static uint32_t runtime_of(const Interface *interface, const PieceList *pieces) {
  uint32_t wanted = interface_runtime(interface);
  vec_each (piece, pieces) {
    if (piece->names_default) wanted |= RUNTIME_SET_NAME;
  }
  return wanted;
}

// What the user wants before and behind everything; nobody looks into it.
static void write_as_given(const char *text, Writer *out) {
  if (text == NULL) return;
  write_str(out, str_of(text));
  write_char(out, '\n');
}

// Ahead of the code of modules that are not wrapped.
static void write_inner_head(const Interface *interface, const PieceList *pieces, Writer *out) {
  interface_write_head(interface, out);
  write_default_names(interface, pieces, out);
}

static void write_head(const Interface *interface, const ModuleList *modules,
                       const PieceList *pieces, Writer *out, DiagList *diags) {
  uint32_t runtime = runtime_of(interface, pieces);
  Str hashbang = text_str(interface->entry->ast->hashbang);
  if (hashbang.len != 0) {
    write_str(out, hashbang);
    write_char(out, '\n');
  }
  write_as_given(interface->link->options->banner, out);
  if (interface->link->options->format == FORMAT_IIFE) write_str(out, STR("(() => {\n"));
  if (!interface->is_sloppy) write_directives(interface, out);
  runtime_write_imports(out, interface->link, runtime);
  interface_write_imports(interface, out);
  runtime_write(out, interface->link, runtime, interface->indent);
  write_import_meta(interface, modules, out, diags);
  interface_write_declarations(interface, out);
  if (!interface->is_sloppy) write_inner_head(interface, pieces, out);
}

// Where the parts of the output come together: what is short is copied into `text`.
typedef struct Join {
  Writer text; // owned: behind all of `code`
  Rope code;   // owned
} Join;

enum { SHORT_TEXT = 1024 };

static void join_add(Join *join, Piece *piece) {
  if (piece->text.len < SHORT_TEXT) {
    write_str(&join->text, piece->text);
    return;
  }
  rope_take(&join->code, &join->text.text);
  if (piece->out.text.data == piece->text.data) {
    rope_take(&join->code, &piece->out.text);
  } else {
    rope_add(&join->code, piece->text);
  }
}

// `// path`, on one line whatever the path is.
static void write_path_comment(const Piece *piece, Writer *out) {
  const char *name = piece->module->name;
  for (uint32_t i = 0; i < piece->indent; i++) {
    write_str(out, STR("  "));
  }
  write_str(out, STR("// "));
  while (*name) {
    size_t plain = strcspn(name, "\n\r\xe2");
    write_str(out, (Str){ name, plain });
    name += plain;
    if (*name == '\0') break;
    bool separates = (unsigned char)*name == 0xe2 && (unsigned char)name[1] == 0x80 &&
                     ((unsigned char)name[2] | 1) == 0xa9; // U+2028 and U+2029 end a line as well
    bool ends_line = separates || *name == '\n' || *name == '\r';
    write_str(out, ends_line ? STR("_") : (Str){ name, 1 });
    name += separates ? 3 : 1;
  }
  write_char(out, '\n');
}

static void write_piece(Piece *piece, Join *join) {
  if (piece->text.len == 0) return;
  if (join->code.len + join->text.text.len != 0) write_char(&join->text, '\n');
  write_path_comment(piece, &join->text);
  join_add(join, piece);
  buf_clear(&piece->out.text);
}

static bool is_wrapped(const Interface *interface, const Piece *piece) {
  return interface->link->modules[piece->module->index].wrap != WRAP_NONE;
}

// The functions that evaluate wrapped modules, whoever calls them.
static void write_wrapped(const Interface *interface, const PieceList *pieces, bool is_sloppy,
                          Join *join) {
  if (interface->wrapped.len == 0) return;
  vec_each (piece, pieces) {
    bool is_here = interface_is_sloppy(interface, piece->module) == is_sloppy;
    if (is_wrapped(interface, piece) && is_here) write_piece(piece, join);
  }
}

// By circle (ModuleLink.circle), its last module among those that are evaluated at the start: its import began the circle.
static const Piece **last_of_circles(const Interface *interface, const PieceList *pieces) {
  const Link *link = interface->link;
  size_t count = (size_t)link->graph->modules.len + 1;
  const Piece **last = (const Piece **)mem_alloc_zeroed(count, sizeof *last);
  vec_each (piece, pieces) {
    const ModuleLink *state = &link->modules[piece->module->index];
    if (piece->is_evaluated && state->wrap == WRAP_LAZY) last[state->circle] = piece;
  }
  return last;
}

// What is evaluated when the program starts, in order.
static void write_evaluated(const Interface *interface, const PieceList *pieces, Join *join) {
  const Piece **last = last_of_circles(interface, pieces);
  vec_each (piece, pieces) {
    const ModuleLink *state = &interface->link->modules[piece->module->index];
    if (!piece->is_evaluated) break;
    if (state->wrap == WRAP_NONE) {
      interface_write_before(interface, piece->module, &join->text);
      write_piece(piece, join);
    } else if (state->wrap == WRAP_COMMONJS || last[state->circle] == piece) {
      interface_write_evaluation(interface, piece->module, &join->text);
    }
  }
  mem_free((void *)last);
}

static void write_pieces(const Interface *interface, const PieceList *pieces, Join *join) {
  if (interface->is_sloppy) {
    Writer *out = &join->text;
    write_wrapped(interface, pieces, true, join);
    write_char(out, '\n');
    write_indent(interface, false, out);
    write_str(out, STR("(() => {\n"));
    write_directives(interface, out);
    write_inner_head(interface, pieces, out);
  }
  write_wrapped(interface, pieces, false, join);
  write_evaluated(interface, pieces, join);
}

static void write_end(const Interface *interface, Writer *out) {
  interface_write_tail(interface, out);
  if (interface->is_sloppy) {
    write_indent(interface, false, out);
    write_str(out, STR("})();\n"));
  }
  if (interface->link->options->format == FORMAT_IIFE) write_str(out, STR("})();\n"));
  write_as_given(interface->link->options->footer, out);
}

Chunk chunk_generate(const Link *link, const Module *entry, Reuse *reuse, Pool *pool,
                     DiagList *diags) {
  const LinkedProgram *program = link_program(link, entry);
  const ModuleList *modules = &program->modules;
  Interface interface = interface_gather(link, entry, modules);
  PieceList pieces = pieces_of(&interface, program);
  print_all(&pieces, reuse, pool, diags);
  Chunk chunk = { .code = ROPE_EMPTY };
  vec_each (piece, &pieces) {
    vec_push(&chunk.pieces, (ChunkPiece){ piece->module, piece->text.len });
  }

  Join join = { WRITER_EMPTY, ROPE_EMPTY };
  write_head(&interface, modules, &pieces, &join.text, diags);
  write_pieces(&interface, &pieces, &join);
  write_end(&interface, &join.text);
  rope_take(&join.code, &join.text.text);
  chunk.code = join.code;

  vec_each (piece, &pieces) {
    buf_clear(&piece->out.text);
  }
  vec_clear(&pieces);
  interface_clear(&interface);
  return chunk;
}

void chunk_clear(Chunk *chunk) {
  rope_clear(&chunk->code);
  vec_clear(&chunk->pieces);
}
