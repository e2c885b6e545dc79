#include "driver/caching.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/trace.h"
#include "graph/folder_store.h"

static const char kind_of_texts[] = "printed text";

static void add_text(Buf *bytes, const char *text) {
  buf_printf(bytes, "%zu:%s\n", text ? strlen(text) + 1 : 0, text ? text : "");
}

static void add_list(Buf *bytes, const TextList *list) {
  buf_printf(bytes, "%u\n", list->len);
  vec_each (text, list) {
    add_text(bytes, *text);
  }
}

// Of all that results depend on beside the files: what scanning makes of a module, and what printing reads of it. How files are found does not count, for only
// what was found is cached; nor do loaders, which modules know.
static XXH128_hash_t options_hash(const BuildOptions *options) {
  Buf bytes = BUF_EMPTY;
  add_list(&bytes, &options->defines);
  buf_printf(&bytes, "%d %d %d %d\n", options->platform, options->jsx, options->jsx_dev,
             options->ignores_marks);
  add_text(&bytes, options->jsx_factory);
  add_text(&bytes, options->jsx_fragment);
  add_text(&bytes, options->jsx_import_source);
  add_text(&bytes, options->asset_names);
  add_text(&bytes, options->public_path);
  XXH128_hash_t hash = XXH3_128bits(bytes.data, bytes.len);
  buf_clear(&bytes);
  return hash;
}

Cache *caching_open(const BuildOptions *options, Err *err) {
  if (options->cache == NULL) return NULL;
  uint64_t bound = (uint64_t)options->cache_mib << 20;
  Store *store = folder_store_open(options->cache, bound, cache_writer(), err);
  return store ? cache_new(store, options_hash(options)) : NULL;
}

// Whose texts they are: of these entries, seen from here, with these options. Whether each text is right its own key says (reuse_key); builds that differ in more
// than what was edited only must not take turns in throwing out each other's. The caller owns it.
static Buf texts_name(const BuildOptions *options) {
  Buf name = BUF_EMPTY;
  char *here = fs_absolute(".");
  add_text(&name, here);
  add_list(&name, &options->entries);
  add_list(&name, &options->externals);
  add_list(&name, &options->conditions);
  add_text(&name, options->outfile ? strrchr(options->outfile, '.') : NULL); // may say the format
  buf_printf(&name, "%d %d %d", options->format, options->tree_shaking, options->packages);
  mem_free(here);
  return name;
}

void caching_recall_texts(Cache *cache, const BuildOptions *options, Reuse *reuse) {
  uint64_t begin = trace_begin();
  Buf name = texts_name(options);
  Buf value = BUF_EMPTY;
  if (cache_get(cache, kind_of_texts, buf_str(&name), &value) &&
      !reuse_read(reuse, buf_str(&value))) {
    cache_refuse(cache, kind_of_texts, buf_str(&name));
  }
  buf_clear(&value);
  buf_clear(&name);
  trace_end(begin, "recall texts", NULL);
}

void caching_keep_texts(Cache *cache, const BuildOptions *options, Reuse *reuse) {
  if (!reuse->differs) return;
  uint64_t begin = trace_begin();
  Buf name = texts_name(options);
  Buf value = BUF_EMPTY;
  reuse_write(reuse, &value);
  cache_put(cache, kind_of_texts, buf_str(&name), buf_str(&value));
  buf_clear(&value);
  buf_clear(&name);
  trace_end(begin, "keep texts", NULL);
}
