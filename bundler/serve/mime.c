#include "serve/mime.h"

#include "base/fs.h"

#include <strings.h>

typedef struct MimeRow {
  const char *ending;
  const char *type;
} MimeRow;

// JavaScript's type is the one that RFC 9239 asks for; XML's kin says its encoding itself.
static const MimeRow rows[] = {
  { "html", "text/html; charset=utf-8" },
  { "htm", "text/html; charset=utf-8" },
  { "js", "text/javascript; charset=utf-8" },
  { "mjs", "text/javascript; charset=utf-8" },
  { "cjs", "text/javascript; charset=utf-8" },
  { "css", "text/css; charset=utf-8" },
  { "json", "application/json" },
  { "map", "application/json" },
  { "webmanifest", "application/manifest+json" },
  { "txt", "text/plain; charset=utf-8" },
  { "md", "text/markdown; charset=utf-8" },
  { "csv", "text/csv; charset=utf-8" },
  { "vtt", "text/vtt; charset=utf-8" },
  { "xml", "application/xml" },
  { "xhtml", "application/xhtml+xml" },
  { "svg", "image/svg+xml" },
  { "png", "image/png" },
  { "jpg", "image/jpeg" },
  { "jpeg", "image/jpeg" },
  { "gif", "image/gif" },
  { "webp", "image/webp" },
  { "avif", "image/avif" },
  { "bmp", "image/bmp" },
  { "ico", "image/x-icon" },
  { "woff", "font/woff" },
  { "woff2", "font/woff2" },
  { "ttf", "font/ttf" },
  { "otf", "font/otf" },
  { "wasm", "application/wasm" },
  { "pdf", "application/pdf" },
  { "zip", "application/zip" },
  { "gz", "application/gzip" },
  { "mp3", "audio/mpeg" },
  { "m4a", "audio/mp4" },
  { "aac", "audio/aac" },
  { "flac", "audio/flac" },
  { "wav", "audio/wav" },
  { "ogg", "audio/ogg" },
  { "opus", "audio/ogg" },
  { "mp4", "video/mp4" },
  { "m4v", "video/mp4" },
  { "webm", "video/webm" },
  { "ogv", "video/ogg" },
  { "mov", "video/quicktime" },
};

const char *mime_type(Str path) {
  Str name = fs_name(path);
  Str ending = str_slice(name, str_find_last(name, '.') + 1, name.len);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (ending.len == strlen(rows[i].ending) &&
        strncasecmp(ending.data, rows[i].ending, ending.len) == 0)
      return rows[i].type;
  }
  return "application/octet-stream";
}
