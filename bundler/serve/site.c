#include "serve/site.h"

#include "serve/mime.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <xxhash.h>

Body *body_new(Buf *content, const char *type) {
  Body *body = MEM_NEW_ZEROED(Body);
  atomic_init(&body->references, 1);
  body->content = *content;
  body->type = type;
  *content = BUF_EMPTY;
  XXH128_hash_t hash = XXH3_128bits(body->content.data, body->content.len);
  snprintf(body->etag, sizeof body->etag, "\"%016" PRIx64 "%016" PRIx64 "\"", hash.high64,
           hash.low64);
  return body;
}

Body *body_keep(Body *body) {
  // relaxed: who keeps has a reference already, so nobody frees meanwhile
  atomic_fetch_add_explicit(&body->references, 1, memory_order_relaxed);
  return body;
}

void body_release(Body *body) {
  // acquire and release: what others did with the body is done before it is freed
  if (atomic_fetch_sub_explicit(&body->references, 1, memory_order_acq_rel) != 1) return;
  buf_clear(&body->content);
  mem_free(body);
}

Site *site_new(void) {
  return MEM_NEW_ZEROED(Site);
}

void site_add(Site *site, Str path, Buf *content) {
  vec_push(&site->files, (SiteFile){ str_copy(path), body_new(content, mime_type(path)) });
}

Body *site_find(const Site *site, Str path) {
  if (site == NULL) return NULL;
  vec_each (file, &site->files) {
    if (str_is(path, file->path)) return file->body;
  }
  return NULL;
}

bool site_equal(const Site *a, const Site *b) {
  if (a == NULL || b == NULL) return a == b;
  if (a->files.len != b->files.len) return false;
  for (uint32_t i = 0; i < a->files.len; i++) {
    const SiteFile *left = &a->files.items[i];
    const SiteFile *right = &b->files.items[i];
    if (strcmp(left->path, right->path) != 0 || strcmp(left->body->etag, right->body->etag) != 0)
      return false;
  }
  return true;
}

void site_free(Site *site) {
  if (site == NULL) return;
  vec_each (file, &site->files) {
    mem_free(file->path);
    body_release(file->body);
  }
  vec_clear(&site->files);
  mem_free(site);
}
