// Files that are served from memory: what a build made. A site is made whole and then never changed, so that nobody gets half of one.
#ifndef NEAP_SERVE_SITE_H
#define NEAP_SERVE_SITE_H

#include "base/map.h"
#include "base/vec.h"

enum { ETAG_SIZE = 36 }; // 32 digits, two quotes, the zero byte

// The bytes of an answer; whoever holds a reference may read them.
typedef struct Body {
  _Atomic uint32_t references;
  Buf content;          // const after body_new
  const char *type;     // static: for Content-Type
  char etag[ETAG_SIZE]; // const after body_new: quoted, by content
} Body;

// Takes `content` (it is empty afterwards). The caller owns one reference. Threads: any may keep and release.
Body *body_new(Buf *content, const char *type);
Body *body_keep(Body *body);
void body_release(Body *body);

typedef struct SiteFile {
  char *path; // owned: below the root, as target_path gives it
  Body *body; // one reference
} SiteFile;

typedef struct Site {
  VEC(SiteFile) files;
} Site;

// The caller owns it until it is handed over.
Site *site_new(void);

// Adds `content`, which it takes, under `path`.
void site_add(Site *site, Str path, Buf *content);

// The body of `path`, borrowed; NULL: there is none, or no site.
Body *site_find(const Site *site, Str path);

// Whether two sites have the same files with the same content in the same order; NULL is no site.
bool site_equal(const Site *a, const Site *b);

void site_free(Site *site);

#endif
