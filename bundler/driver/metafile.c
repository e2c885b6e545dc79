#include "driver/metafile.h"

#include "base/mem.h"

#include <inttypes.h>

// esbuild indents by two spaces, and so do we: the file is also read by people.
typedef struct Json {
  Buf *out;
  uint32_t depth;
  bool first; // nothing stands yet in the innermost object or array
} Json;

static void json_line(Json *json) {
  buf_append_char(json->out, '\n');
  for (uint32_t i = 0; i < json->depth; i++) {
    buf_append(json->out, STR("  "));
  }
}

static void json_next(Json *json) {
  if (!json->first) buf_append_char(json->out, ',');
  json->first = false;
  json_line(json);
}

static void json_open(Json *json, char bracket) {
  buf_append_char(json->out, bracket);
  json->depth++;
  json->first = true;
}

static void json_close(Json *json, char bracket) {
  json->depth--;
  if (!json->first) json_line(json);
  buf_append_char(json->out, bracket);
  json->first = false;
}

static void json_key(Json *json, const char *key) {
  json_next(json);
  buf_append_json(json->out, str_of(key));
  buf_append(json->out, STR(": "));
}

static void json_text(Json *json, const char *key, const char *value) {
  json_key(json, key);
  buf_append_json(json->out, str_of(value));
}

static void json_number(Json *json, const char *key, size_t value) {
  json_key(json, key);
  buf_printf(json->out, "%zu", value);
}

static const char *kind_word(ImportKind kind) {
  switch (kind) {
    case IMPORT_STATIC:
    case IMPORT_EXPORT_FROM: return "import-statement";
    case IMPORT_DYNAMIC: return "dynamic-import";
    case IMPORT_REQUIRE: return "require-call";
  }
  return "import-statement";
}

static void append_import(Json *json, const char *path, const char *kind, bool external,
                          const char *original) {
  json_next(json);
  json_open(json, '{');
  json_text(json, "path", path);
  json_text(json, "kind", kind);
  if (external) {
    json_key(json, "external");
    buf_append(json->out, STR("true"));
  }
  if (original) json_text(json, "original", original);
  json_close(json, '}');
}

static void append_input(Json *json, const Module *module) {
  json_key(json, module->name);
  json_open(json, '{');
  json_number(json, "bytes", module->source.len);
  json_key(json, "imports");
  json_open(json, '[');
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const ImportRecord *record = &module->ast->records.items[i];
    const Edge *edge = &module->edges.items[i];
    const char *kind = kind_word((ImportKind)record->kind);
    if (edge->target) {
      append_import(json, edge->target->name, kind, false, record->specifier);
    } else if (edge->external) {
      append_import(json, edge->external, kind, true, NULL);
    }
  }
  json_close(json, ']');
  if (module->ast->has_esm_syntax) json_text(json, "format", "esm");
  json_close(json, '}');
}

// What the output itself still imports: each external module once, in the order of the pieces.
static void append_output_imports(Json *json, const Link *link, const Output *output) {
  bool is_esm = link->options->format == FORMAT_ESM;
  Map seen[2] = { MAP_EMPTY, MAP_EMPTY };
  vec_each (piece, &output->chunk.pieces) {
    const Module *module = piece->module;
    for (uint32_t i = 0; i < module->edges.len; i++) {
      const char *external = module->edges.items[i].external;
      ImportKind kind = (ImportKind)module->ast->records.items[i].kind;
      bool is_dynamic = kind == IMPORT_DYNAMIC;
      bool added = false;
      if (external) map_put(&seen[is_dynamic], str_of(external), &added);
      if (!added) continue;
      const char *word = kind_word(kind);
      if (!is_dynamic && !is_esm) word = kind_word(IMPORT_REQUIRE);
      append_import(json, external, word, true, NULL);
    }
  }
  map_clear(&seen[0]);
  map_clear(&seen[1]);
}

static void append_output(Json *json, const Link *link, const Output *output) {
  json_key(json, output->name);
  json_open(json, '{');
  json_key(json, "imports");
  json_open(json, '[');
  append_output_imports(json, link, output);
  json_close(json, ']');
  json_key(json, "exports");
  json_open(json, '[');
  if (link->options->format == FORMAT_ESM) {
    vec_each (name, &link->modules[output->entry->index].exports) {
      json_next(json);
      buf_append_json(json->out, atom_str(name->exported));
    }
  }
  json_close(json, ']');
  json_text(json, "entryPoint", output->entry->name);
  json_key(json, "inputs");
  json_open(json, '{');
  vec_each (piece, &output->chunk.pieces) {
    json_key(json, piece->module->name);
    json_open(json, '{');
    json_number(json, "bytesInOutput", piece->bytes);
    json_close(json, '}');
  }
  json_close(json, '}');
  json_number(json, "bytes", output->chunk.code.len);
  json_close(json, '}');
}

void metafile_append(Buf *out, const Link *link, const OutputList *outputs) {
  Json json = { .out = out };
  json_open(&json, '{');
  json_key(&json, "inputs");
  json_open(&json, '{');
  vec_each (module, &link->order) {
    append_input(&json, *module);
  }
  json_close(&json, '}');
  json_key(&json, "outputs");
  json_open(&json, '{');
  vec_each (output, &outputs->items) {
    append_output(&json, link, output);
  }
  json_close(&json, '}');
  json_close(&json, '}');
  buf_append_char(out, '\n');
}
