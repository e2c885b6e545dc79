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

// A file that is read in two ways is two inputs. The caller owns it.
static char *input_name(const Module *module) {
  return module->key
             ? str_format("%s with { type: '%s' }", module->name, loader_type(module->loader))
             : str_copy(str_of(module->name));
}

static void input_key(Json *json, const Module *module) {
  char *name = input_name(module);
  json_key(json, name);
  mem_free(name);
}

// What an import leads to inside of the bundle.
static void append_inner_import(Json *json, const Module *to, const ImportRecord *record) {
  char *name = input_name(to);
  append_import(json, name, kind_word((ImportKind)record->kind), false, record->specifier);
  mem_free(name);
}

static void append_input(Json *json, const Module *module) {
  input_key(json, module);
  json_open(json, '{');
  json_number(json, "bytes", module->source.len);
  json_key(json, "imports");
  json_open(json, '[');
  for (uint32_t i = 0; i < module->edges.len; i++) {
    const ImportRecord *record = &module->ast->records.items[i];
    const Edge *edge = &module->edges.items[i];
    if (edge->target || edge->copy) {
      append_inner_import(json, edge->target ? edge->target : edge->copy, record);
    } else if (edge->external) {
      append_import(json, edge->external, kind_word((ImportKind)record->kind), true, NULL);
    }
  }
  json_close(json, ']');
  if (module->ast && module->ast->has_esm_syntax) json_text(json, "format", "esm");
  json_close(json, '}');
}

// The name of the output that an asset became.
static const char *asset_output(const OutputList *outputs, const Module *module) {
  vec_each (asset, &outputs->assets) {
    if (strcmp(asset->module->asset, module->asset) == 0) return asset->name;
  }
  return module->asset;
}

// What the output itself still imports: each external module and each asset once, in the order of the pieces.
static void append_output_imports(Json *json, const Link *link, const OutputList *outputs,
                                  const Output *output) {
  bool is_esm = link->options->format == FORMAT_ESM;
  Map seen[2] = { MAP_EMPTY, MAP_EMPTY };
  vec_each (piece, &output->chunk.pieces) {
    const Module *module = piece->module;
    bool fresh = false;
    if (module->asset) map_put(&seen[0], str_of(module->asset), &fresh);
    if (fresh) append_import(json, asset_output(outputs, module), "file-loader", false, NULL);
    for (uint32_t i = 0; i < module->edges.len; i++) {
      const char *external = module->edges.items[i].external;
      ImportKind kind = (ImportKind)module->ast->records.items[i].kind;
      bool is_dynamic = kind == IMPORT_DYNAMIC;
      bool added = false;
      if (external) map_put(&seen[is_dynamic], str_of(external), &added);
      if (!added) continue;
      const char *word = kind_word(kind);
      if (!is_dynamic && !is_esm) word = kind_word(IMPORT_REQUIRE);
      const Module *copy = module->edges.items[i].copy;
      append_import(json, copy ? asset_output(outputs, copy) : external, word, copy == NULL, NULL);
    }
  }
  map_clear(&seen[0]);
  map_clear(&seen[1]);
}

static void append_output(Json *json, const Link *link, const OutputList *outputs,
                          const Output *output) {
  json_key(json, output->name);
  json_open(json, '{');
  json_key(json, "imports");
  json_open(json, '[');
  append_output_imports(json, link, outputs, output);
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
    input_key(json, piece->module);
    json_open(json, '{');
    json_number(json, "bytesInOutput", piece->bytes);
    json_close(json, '}');
  }
  json_close(json, '}');
  json_number(json, "bytes", output->chunk.code.len);
  json_close(json, '}');
}

static void append_asset(Json *json, const OutputAsset *asset) {
  json_key(json, asset->name);
  json_open(json, '{');
  json_key(json, "imports");
  json_open(json, '[');
  json_close(json, ']');
  json_key(json, "exports");
  json_open(json, '[');
  json_close(json, ']');
  json_key(json, "inputs");
  json_open(json, '{');
  json_key(json, asset->module->name);
  json_open(json, '{');
  json_number(json, "bytesInOutput", asset->module->source.len);
  json_close(json, '}');
  json_close(json, '}');
  json_number(json, "bytes", asset->module->source.len);
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
  vec_each (copy, &link->graph->copies) {
    append_input(&json, *copy);
  }
  json_close(&json, '}');
  json_key(&json, "outputs");
  json_open(&json, '{');
  vec_each (output, &outputs->items) {
    append_output(&json, link, outputs, output);
  }
  vec_each (asset, &outputs->assets) {
    append_asset(&json, asset);
  }
  json_close(&json, '}');
  json_close(&json, '}');
  buf_append_char(out, '\n');
}
