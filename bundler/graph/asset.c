#include "graph/asset.h"

#include "base/fs.h"
#include "base/mem.h"

typedef enum Part { PART_DIR, PART_NAME, PART_HASH, PART_EXT, PART_COUNT } Part;

static const char *const part_words[] = { "[dir]", "[name]", "[hash]", "[ext]" };

// The part that `names` begins with, or PART_COUNT.
static Part part_at(Str names) {
  for (int part = 0; part < PART_COUNT; part++) {
    if (str_starts(names, str_of(part_words[part]))) return (Part)part;
  }
  return PART_COUNT;
}

bool asset_names_check(const char *names, Err *err) {
  Str all = str_of(names);
  bool fits = all.len != 0 && all.data[0] != '/' && all.data[all.len - 1] != '/' &&
              str_find_str(all, STR("..")) == all.len;
  for (size_t i = 0; i < all.len && fits; i++) {
    if (all.data[i] == '[') fits = part_at(str_slice(all, i, all.len)) != PART_COUNT;
  }
  if (fits) return true;
  return err_set(
      err,
      "--asset-names takes a name below the folder of the outputs, in which [dir], [name], "
      "[hash] and [ext] stand for those of the file, not \"%s\"",
      names);
}

// Eight letters and digits (base 32, RFC 4648) that differ when the content does.
static void append_hash(Buf *out, XXH128_hash_t hash) {
  enum { LETTERS = 8, BITS = 5 };

  for (int i = 0; i < LETTERS; i++) {
    buf_append_char(out, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[hash.low64 >> (i * BITS) & 31]);
  }
}

// The folder of `path` as seen from `from`, where the way up is no way out.
static void append_dir(Buf *out, const char *path, const char *from) {
  char *folder = str_copy(fs_folder(str_of(path)));
  char *base = fs_absolute(from);
  char *relative = fs_relative(base, folder);
  Str left = str_of(relative);
  while (left.len != 0) {
    size_t slash = str_find(left, '/');
    Str step = str_slice(left, 0, slash);
    buf_append(out, str_is(step, "..") ? STR("_.._") : step);
    buf_append_char(out, '/');
    left = str_slice(left, slash + 1, left.len);
  }
  mem_free(relative);
  mem_free(base);
  mem_free(folder);
}

char *asset_name(const AssetOptions *options, const char *path, const char *folder,
                 XXH128_hash_t hash) {
  Buf text = BUF_EMPTY;
  Str names = str_of(options->names);
  Str file = fs_name(str_of(path));
  size_t dot = str_find_last(file, '.');
  if (dot == 0) dot = file.len;
  buf_append_char(&text, '/');
  for (size_t i = 0; i < names.len;) {
    Part part = part_at(str_slice(names, i, names.len));
    switch (part) {
      case PART_DIR: append_dir(&text, path, folder); break;
      case PART_NAME: buf_append(&text, str_slice(file, 0, dot)); break;
      case PART_HASH: append_hash(&text, hash); break;
      case PART_EXT: buf_append(&text, str_slice(file, dot + 1, file.len)); break;
      case PART_COUNT: buf_append_char(&text, names.data[i]); break;
    }
    i += part == PART_COUNT ? 1 : strlen(part_words[part]);
  }
  buf_append(&text, str_slice(file, dot, file.len));
  // Without what parts that are empty leave behind.
  char *clean = fs_absolute(text.data);
  char *name = str_copy(str_of(clean + 1));
  mem_free(clean);
  buf_clear(&text);
  return name;
}

char *asset_url(const AssetOptions *options, const char *name) {
  Str base = str_of(options->public_path);
  if (base.len == 0) return str_format("./%s", name);
  return str_format("%.*s%s%s", STR_ARG(base), base.data[base.len - 1] == '/' ? "" : "/", name);
}
