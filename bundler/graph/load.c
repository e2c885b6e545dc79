#include "graph/load.h"

#include "base/json.h"
#include "syntax/literal.h"
#include "syntax/make.h"

static const Span nowhere = { 0, 0 };

// --- JSON ---

// Whether a key can be the name of a variable, and so of an export.
static bool is_name(Str key) {
  static const char *const others[] = { "arguments", "default", "eval", "undefined", "__proto__" };
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (str_is(key, others[i])) return false;
  }
  return literal_is_identifier(key) && !literal_is_reserved_word(key, true);
}

// export const a = …; export default { a: a, "b c": … };
static void export_members(Ast *ast, json_t *json) {
  Node *whole = make_object(nowhere);
  for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at)) {
    Str key = { json_object_iter_key(at), json_object_iter_key_len(at) };
    Node *value = make_json(json_object_iter_value(at), nowhere);
    if (is_name(key)) {
      const Atom *name = intern(key);
      make_export(ast, name, value);
      value = make_identifier(name, nowhere);
    }
    make_property(whole, key, value);
  }
  make_export_default(ast, whole);
}

static Ast *load_json(const DiagSource *at, bool has_names) {
  Err err = ERR_NONE;
  size_t place = 0;
  json_t *json = json_read(at->source, &place, &err);
  if (json == NULL) {
    uint32_t start = (uint32_t)(place < at->source.len ? place : at->source.len);
    uint32_t end = start < at->source.len ? start + 1 : start;
    diag_add(at, SEVERITY_ERROR, DIAG_JSON, (Span){ start, end },
             "a file of another kind is read by another loader: --loader:.json=text", "%s",
             err.text);
    err_clear(&err);
    return NULL;
  }
  Ast *ast = make_module(nowhere);
  if (has_names && json_is_object(json)) {
    export_members(ast, json);
  } else {
    make_export_default(ast, make_json(json, nowhere));
  }
  json_decref(json);
  return ast;
}

// --- Texts and bytes ---

// As a TextDecoder has it: without a byte order mark, U+FFFD for what is not UTF-8.
static Node *text_node(Str bytes) {
  Buf text = BUF_EMPTY;
  if (str_starts(bytes, STR("\xef\xbb\xbf"))) bytes = str_slice(bytes, 3, bytes.len);
  while (bytes.len != 0) {
    size_t valid = literal_find_invalid_utf8(bytes);
    buf_append(&text, str_slice(bytes, 0, valid));
    if (valid < bytes.len) buf_append(&text, STR("\xef\xbf\xbd"));
    bytes = str_slice(bytes, valid + 1, bytes.len);
  }
  Node *node = make_string(buf_str(&text), nowhere);
  buf_clear(&text);
  return node;
}

// RFC 4648, section 4.
static void append_base64(Buf *out, Str bytes) {
  enum { PADDING = 64 };

  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  buf_reserve(out, (bytes.len + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.len; i += 3) {
    uint32_t group = 0;
    for (size_t j = i; j < i + 3; j++) {
      group = group << 8 | (j < bytes.len ? (uint8_t)bytes.data[j] : 0);
    }
    char four[4];
    for (uint32_t j = 0; j < sizeof four; j++) {
      size_t digit = i + j > bytes.len ? PADDING : group >> (18 - 6 * j) & 63;
      four[j] = digits[digit];
    }
    buf_append(out, (Str){ four, sizeof four });
  }
}

static Node *base64_node(Str prefix, Str bytes) {
  Buf text = BUF_EMPTY;
  buf_append(&text, prefix);
  append_base64(&text, bytes);
  Node *node = make_string(buf_str(&text), nowhere);
  buf_clear(&text);
  return node;
}

static Node *data_url_node(const Module *module, Str bytes) {
  char *prefix = str_format("data:%s;base64,", loader_media_type(module->path));
  Node *node = base64_node(str_of(prefix), bytes);
  mem_free(prefix);
  return node;
}

static Node *global(const char *name) {
  return make_identifier(intern_text(name), nowhere);
}

// Uint8Array.from(atob("…"), (c) => c.charCodeAt(0)): browsers and Node have all of it.
static Node *bytes_node(Str bytes) {
  Call *decode = (Call *)make_call(global("atob"));
  node_list_push(&decode->arguments, base64_node(STR_EMPTY, bytes));
  Call *code = (Call *)make_call(make_member(global("c"), intern_text("charCodeAt")));
  node_list_push(&code->arguments, make_number(0, nowhere));
  Arrow *arrow = (Arrow *)node_new(NODE_ARROW, nowhere);
  node_list_push(&arrow->params, global("c"));
  arrow->body = &code->node;
  Call *from = (Call *)make_call(make_member(global("Uint8Array"), intern_text("from")));
  node_list_push(&from->arguments, &decode->node);
  node_list_push(&from->arguments, &arrow->node);
  return &from->node;
}

static Node *url_node(const Module *module, const AssetOptions *assets) {
  char *url = asset_url(assets, module->asset);
  Node *node = make_string(str_of(url), nowhere);
  mem_free(url);
  return node;
}

Ast *load_data(const Module *module, const AssetOptions *assets, const DiagSource *at) {
  bool is_json = module->loader == LOADER_JSON || module->loader == LOADER_JSON_ONLY;
  if (is_json) return load_json(at, module->loader == LOADER_JSON);
  Node *value = NULL;
  switch (module->loader) {
    case LOADER_TEXT: value = text_node(at->source); break;
    case LOADER_BASE64: value = base64_node(STR_EMPTY, at->source); break;
    case LOADER_DATAURL: value = data_url_node(module, at->source); break;
    case LOADER_FILE: value = url_node(module, assets); break;
    case LOADER_BINARY: value = bytes_node(at->source); break;
    default: value = make_object(nowhere); break;
  }
  Ast *ast = make_module(nowhere);
  make_export_default(ast, value);
  return ast;
}
