#include "graph/cache.h"

#include "base/mem.h"
#include "graph/build_id.h"
#include "syntax/ast_store.h"

#include <pthread.h>

static const char kind_of_modules[] = "module";

struct Cache {
  Store *store;          // owned
  XXH128_hash_t options; // const
  pthread_mutex_t mu;
  VEC(char *) damaged; // guarded by mu: owned: entries that could not be used, and why
  char *unwritable; // guarded by mu: owned: why something could not be kept; then nothing more is
};

uint64_t cache_writer(void) {
  return NEAP_BUILD_ID;
}

Cache *cache_new(Store *store, XXH128_hash_t options) {
  Cache *cache = MEM_NEW_ZEROED(Cache);
  cache->store = store;
  cache->options = options;
  pthread_mutex_init(&cache->mu, NULL);
  return cache;
}

// --- Keys ---

static void add_text(Buf *key, Str text) {
  buf_append(key, (Str){ (const char *)&(uint64_t){ text.len }, sizeof(uint64_t) });
  buf_append(key, text);
}

static void add_hash(Buf *key, XXH128_hash_t hash) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  add_text(key, (Str){ (const char *)canonical.digest, sizeof canonical.digest });
}

static XXH128_hash_t key_of(const Cache *cache, const char *kind, Str name) {
  Buf bytes = BUF_EMPTY;
  buf_printf(&bytes, "%016llx", (unsigned long long)cache_writer());
  add_hash(&bytes, cache->options);
  add_text(&bytes, str_of(kind));
  add_text(&bytes, name);
  XXH128_hash_t key = XXH3_128bits(bytes.data, bytes.len);
  buf_clear(&bytes);
  return key;
}

// All that a module's AST follows from, but for options. Its name is in it where JSX says places (--jsx-dev). The caller owns it.
static Buf module_name(const Module *module) {
  Buf name = BUF_EMPTY;
  add_hash(&name, module->hash);
  buf_printf(&name, "%zu %d %d ", module->source.len, (int)module->type, (int)module->loader);
  if (module->loader == LOADER_JSX) add_text(&name, str_of(module->name));
  return name;
}

// --- Getting and putting ---

// Takes `text`.
static void note_damaged(Cache *cache, char *text) {
  pthread_mutex_lock(&cache->mu);
  vec_push(&cache->damaged, text);
  pthread_mutex_unlock(&cache->mu);
}

bool cache_get(Cache *cache, const char *kind, Str name, Buf *value) {
  Err err = ERR_NONE;
  if (cache->store->calls->get(cache->store, key_of(cache, kind, name), value, &err)) return true;
  if (err.text) note_damaged(cache, err.text);
  return false;
}

static bool may_put(Cache *cache) {
  pthread_mutex_lock(&cache->mu);
  bool may = cache->unwritable == NULL;
  pthread_mutex_unlock(&cache->mu);
  return may;
}

void cache_put(Cache *cache, const char *kind, Str name, Str value) {
  Err err = ERR_NONE;
  if (!may_put(cache)) return;
  if (cache->store->calls->put(cache->store, key_of(cache, kind, name), value, &err)) return;
  pthread_mutex_lock(&cache->mu);
  if (cache->unwritable == NULL) {
    cache->unwritable = err.text;
    err.text = NULL;
  }
  pthread_mutex_unlock(&cache->mu);
  err_clear(&err);
}

void cache_refuse(Cache *cache, const char *kind, Str name) {
  XXH128_canonical_t key;
  XXH128_canonicalFromHash(&key, key_of(cache, kind, name));
  Buf text = BUF_EMPTY;
  for (size_t i = 0; i < sizeof key.digest; i++) {
    buf_printf(&text, "%02x", key.digest[i]);
  }
  buf_printf(&text, ": it makes no sense as a %s", kind);
  note_damaged(cache, buf_take(&text));
}

// --- Modules ---

Ast *cache_find(Cache *cache, const Module *module) {
  Buf name = module_name(module);
  Buf value = BUF_EMPTY;
  Ast *ast = NULL;
  if (cache_get(cache, kind_of_modules, buf_str(&name), &value)) {
    ast = ast_read(buf_str(&value), module->source.len);
    if (ast == NULL) cache_refuse(cache, kind_of_modules, buf_str(&name));
  }
  buf_clear(&value);
  buf_clear(&name);
  return ast;
}

Program *cache_tree(Cache *cache, const Module *module) {
  Buf name = module_name(module);
  Buf value = BUF_EMPTY;
  Program *tree = NULL;
  if (cache_get(cache, kind_of_modules, buf_str(&name), &value)) {
    tree = ast_read_tree(buf_str(&value), module->ast, module->source.len);
    if (tree == NULL) cache_refuse(cache, kind_of_modules, buf_str(&name));
  }
  buf_clear(&value);
  buf_clear(&name);
  return tree;
}

void cache_keep(Cache *cache, const Module *module, const Ast *ast) {
  if (module->diags.items.len != 0 || !ast_is_storable(ast) || !may_put(cache)) return;
  Buf name = module_name(module);
  Buf value = BUF_EMPTY;
  ast_write(ast, &value);
  cache_put(cache, kind_of_modules, buf_str(&name), buf_str(&value));
  buf_clear(&value);
  buf_clear(&name);
}

// --- The end ---

void cache_tell(Cache *cache, DiagList *diags) {
  vec_each (text, &cache->damaged) {
    diag_add_global(diags, SEVERITY_WARNING, DIAG_CACHE_DAMAGED, NULL,
                    "An entry of the cache cannot be used and was made anew: %s", *text);
    mem_free(*text);
  }
  vec_clear(&cache->damaged);
  if (cache->unwritable && cache->unwritable[0] != '\0') {
    diag_add_global(diags, SEVERITY_WARNING, DIAG_CACHE_UNWRITABLE, NULL,
                    "The cache cannot be written: %s", cache->unwritable);
    cache->unwritable[0] = '\0'; // it stays known, and is told once
  }
}

void cache_free(Cache *cache) {
  if (cache == NULL) return;
  cache->store->calls->sweep(cache->store);
  cache->store->calls->close(cache->store);
  vec_each (text, &cache->damaged) {
    mem_free(*text);
  }
  vec_clear(&cache->damaged);
  mem_free(cache->unwritable);
  pthread_mutex_destroy(&cache->mu);
  mem_free(cache);
}
