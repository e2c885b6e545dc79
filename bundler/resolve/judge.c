// What changed since the tree of folders was made. See resolver_judge.
#include "base/fs.h"
#include "resolve/request.h"

#include <sys/stat.h>

void resolver_each_config(const Resolver *resolver, void (*visit)(void *context, const char *path),
                          void *context) {
  folder_tree_each_config(resolver->tree, visit, context);
}

typedef struct Search {
  const char *path;
  bool found;
} Search;

static void compare_path(void *context, const char *path) {
  Search *search = (Search *)context;
  search->found |= strcmp(search->path, path) == 0;
}

static bool is_configuration(const Resolver *resolver, const char *path) {
  Str name = fs_name(str_of(path));
  if (str_is(name, "package.json") || str_is(name, "tsconfig.json") ||
      str_is(name, "jsconfig.json"))
    return true;
  Search search = { path, false };
  folder_tree_each_config(resolver->tree, compare_path, &search);
  return search.found;
}

static PathChange judge_folder(const Folder *folder) {
  switch (folder_compare(folder)) {
    case FOLDER_SAME: return PATH_UNSEEN;
    case FOLDER_LISTS_OTHERS: return PATH_NAMES;
    case FOLDER_IS_ANOTHER: break;
  }
  return PATH_EVERYTHING;
}

// Of an entry that was seen, and where something is now.
static PathChange judge_entry(const Entry *entry, mode_t mode) {
  EntryKind kind = (EntryKind)atomic_load_explicit(&entry->kind, memory_order_acquire);
  const Folder *child = atomic_load_explicit(&entry->folder, memory_order_acquire);
  bool was_link = atomic_load_explicit(&entry->real, memory_order_acquire) != NULL;
  if (was_link || (child && !S_ISDIR(mode))) return PATH_EVERYTHING;
  if (child) return judge_folder(child);
  switch (kind) {
    case ENTRY_FILE: return S_ISREG(mode) ? PATH_CONTENT : PATH_EVERYTHING;
    case ENTRY_FOLDER: return S_ISDIR(mode) ? PATH_UNSEEN : PATH_EVERYTHING;
    case ENTRY_UNKNOWN: return S_ISLNK(mode) ? PATH_UNSEEN : PATH_EVERYTHING;
    case ENTRY_OTHER: break;
  }
  return PATH_NAMES;
}

// Of a name that came or went in a folder.
static PathChange judge_name(const Folder *folder, Str name) {
  if (!folder->listed) return PATH_EVERYTHING;
  return folder_was_asked(folder, name) ? PATH_NAMES : PATH_UNASKED;
}

PathChange resolver_judge(const Resolver *resolver, const char *path) {
  struct stat status;
  bool is_there = lstat(path, &status) == 0;
  if (is_configuration(resolver, path)) return PATH_EVERYTHING;
  Str name = fs_name(str_of(path));
  const Folder *folder = folder_known(resolver->tree, fs_folder(str_of(path)));
  if (folder == NULL) return PATH_UNSEEN;
  MapEntry *place = map_get(&folder->entries, name);
  const Entry *entry = place ? (const Entry *)place->pointer : NULL;
  bool was_there = entry && !entry->is_gone;
  if (was_there && is_there) return judge_entry(entry, status.st_mode);
  if (!was_there) return is_there ? judge_name(folder, name) : PATH_UNSEEN;
  bool was_folder = atomic_load_explicit(&entry->folder, memory_order_acquire) != NULL;
  return was_folder ? PATH_EVERYTHING : judge_name(folder, name);
}

void resolver_renew(Resolver *resolver, const char *path) {
  Folder *folder = folder_known(resolver->tree, fs_folder(str_of(path)));
  if (folder) folder_renew(folder, fs_name(str_of(path)));
}
