#include "graph/loader.h"

#include "base/fs.h"
#include "resolve/url.h"

typedef struct NamedLoader {
  const char *name;
  Loader loader;
} NamedLoader;

static const NamedLoader loaders[] = {
  { "js", LOADER_JS },         { "jsx", LOADER_JSX },       { "json", LOADER_JSON },
  { "text", LOADER_TEXT },     { "base64", LOADER_BASE64 }, { "dataurl", LOADER_DATAURL },
  { "binary", LOADER_BINARY }, { "file", LOADER_FILE },     { "copy", LOADER_COPY },
  { "empty", LOADER_EMPTY },
};

static const NamedLoader endings[] = {
  { ".js", LOADER_JS },   { ".mjs", LOADER_JS },    { ".cjs", LOADER_JS },
  { ".jsx", LOADER_JSX }, { ".json", LOADER_JSON }, { ".txt", LOADER_TEXT },
};

bool loader_rule_parse(const char *text, LoaderRule *rule, Err *err) {
  Str all = str_of(text);
  size_t equals = str_find(all, '=');
  Str ending = str_slice(all, 0, equals);
  if (equals == all.len || (ending.len != 0 && ending.data[0] != '.')) {
    return err_set(err, "--loader takes an ending and a name, as in --loader:.svg=text, not \"%s\"",
                   text);
  }
  Str name = str_slice(all, equals + 1, all.len);
  for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) {
    if (!str_is(name, loaders[i].name)) continue;
    *rule = (LoaderRule){ ending, loaders[i].loader };
    return true;
  }
  return err_set(err,
                 "there is no loader \"%.*s\"; there are js, jsx, json, text, base64, dataurl, "
                 "binary, file, copy and empty",
                 STR_ARG(name));
}

static Loader data_loader(Str url) {
  switch (url_data_kind(url)) {
    case DATA_JAVASCRIPT: return LOADER_JS;
    case DATA_JSON: return LOADER_JSON;
    case DATA_TEXT: return LOADER_TEXT;
    case DATA_OTHER: break;
  }
  return LOADER_NONE;
}

Loader loader_of(const char *path, const LoaderRules *rules) {
  if (url_is_data(str_of(path))) return data_loader(str_of(path));
  Str name = fs_name(str_of(path));
  Str ending = str_slice(name, str_find_last(name, '.'), name.len);
  const LoaderRule *best = NULL;
  for (uint32_t i = 0; i < rules->count; i++) {
    const LoaderRule *rule = &rules->items[i];
    bool fits = rule->ending.len == 0 ? ending.len == 0 : str_ends(name, rule->ending);
    if (fits && (best == NULL || rule->ending.len >= best->ending.len)) best = rule;
  }
  if (best) return best->loader;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    if (str_is(ending, endings[i].name)) return endings[i].loader;
  }
  // Programs on the command line often have no ending.
  return ending.len == 0 ? LOADER_JS : LOADER_NONE;
}

static const NamedLoader attribute_types[] = {
  { "json", LOADER_JSON_ONLY },
  { "text", LOADER_TEXT },
  { "bytes", LOADER_BINARY },
};

Loader loader_of_type(Str type) {
  for (size_t i = 0; i < sizeof attribute_types / sizeof *attribute_types; i++) {
    if (str_is(type, attribute_types[i].name)) return attribute_types[i].loader;
  }
  return LOADER_NONE;
}

const char *loader_type(Loader loader) {
  for (size_t i = 0; i < sizeof attribute_types / sizeof *attribute_types; i++) {
    if (loader == attribute_types[i].loader) return attribute_types[i].name;
  }
  return "";
}

bool loader_is_data(Loader loader) {
  return loader >= LOADER_JSON;
}

const char *loader_media_type(const char *path) {
  static const char *const types[][2] = {
    { ".avif", "image/avif" },       { ".css", "text/css" },
    { ".csv", "text/csv" },          { ".eot", "application/vnd.ms-fontobject" },
    { ".gif", "image/gif" },         { ".htm", "text/html" },
    { ".html", "text/html" },        { ".ico", "image/x-icon" },
    { ".jpeg", "image/jpeg" },       { ".jpg", "image/jpeg" },
    { ".js", "text/javascript" },    { ".json", "application/json" },
    { ".md", "text/markdown" },      { ".mjs", "text/javascript" },
    { ".mp3", "audio/mpeg" },        { ".mp4", "video/mp4" },
    { ".otf", "font/otf" },          { ".pdf", "application/pdf" },
    { ".png", "image/png" },         { ".svg", "image/svg+xml" },
    { ".ttf", "font/ttf" },          { ".txt", "text/plain" },
    { ".wasm", "application/wasm" }, { ".webm", "video/webm" },
    { ".webp", "image/webp" },       { ".woff", "font/woff" },
    { ".woff2", "font/woff2" },      { ".xml", "text/xml" },
  };
  Str name = fs_name(str_of(path));
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if (str_ends(name, str_of(types[i][0]))) return types[i][1];
  }
  return "application/octet-stream";
}
