#include "resolve/folder.h"

#include "base/fs.h"
#include "base/mem.h"
#include "base/vec.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_COUNT = 64 };

struct FolderTree {
  const FolderOptions *options; // const after init; borrowed
  TsConfig *tsconfig;           // const after init; owned: the one that was named, or NULL
  Folder *root;                 // const after init
  pthread_mutex_t locks
      [LOCK_COUNT]; // for making a child and for asking in folders that cannot be listed; no two are held at once
  pthread_mutex_t mu;
  VEC(Folder *) folders; // guarded by mu: all of them, for freeing
};

static pthread_mutex_t *tree_lock(FolderTree *tree, const void *of) {
  uintptr_t bits = (uintptr_t)of;
  return &tree->locks[(bits >> 4 ^ bits >> 10) % LOCK_COUNT];
}

// --- Making a folder ---

static Entry *entry_new(Str name, EntryKind kind) {
  Entry *entry = (Entry *)mem_alloc(sizeof(Entry) + name.len + 1);
  atomic_init(&entry->kind, kind);
  atomic_init(&entry->folder, NULL);
  atomic_init(&entry->real, NULL);
  atomic_init(&entry->is_asked, false);
  entry->is_gone = false;
  memcpy(entry->name, name.data, name.len);
  entry->name[name.len] = '\0';
  return entry;
}

static Entry *folder_add(Folder *folder, Str name, EntryKind kind) {
  Entry *entry = entry_new(name, kind);
  map_put(&folder->entries, (Str){ entry->name, name.len }, NULL)->pointer = entry;
  return entry;
}

static EntryKind kind_of_type(unsigned char type) {
  switch (type) {
    case DT_REG: return ENTRY_FILE;
    case DT_DIR: return ENTRY_FOLDER;
    case DT_LNK:
    case DT_UNKNOWN: return ENTRY_UNKNOWN;
    default: return ENTRY_OTHER;
  }
}

static uint64_t number_of(DIR *stream) {
  struct stat status;
  return fstat(dirfd(stream), &status) == 0 ? (uint64_t)status.st_ino : 0;
}

// One pass over the folder. false: it cannot be read, though its files may be reached by name.
static bool folder_list(Folder *folder) {
  DIR *stream = opendir(folder->path);
  if (stream == NULL) return false;
  folder->number = number_of(stream);
  for (;;) {
    // The stream is this call's own, so that no other thread uses it.
    const struct dirent *found = readdir(stream); // NOLINT(concurrency-mt-unsafe): own stream
    if (found == NULL) break;
    Str name = str_of(found->d_name);
    if (str_is(name, ".") || str_is(name, "..")) continue;
    folder_add(folder, name, kind_of_type(found->d_type));
  }
  closedir(stream);
  return true;
}

static void folder_free(Folder *folder) {
  map_each (place, &folder->entries) {
    Entry *entry = (Entry *)place->pointer;
    mem_free(atomic_load_explicit(&entry->real, memory_order_relaxed));
    mem_free(entry);
  }
  map_clear(&folder->entries);
  map_each (place, &folder->missed) {
    mem_free((void *)(uintptr_t)place->key.data);
  }
  map_clear(&folder->missed);
  if (folder->package) package_free(folder->package);
  if (folder->tsconfig) tsconfig_free(folder->tsconfig);
  mem_free(folder->path);
  mem_free(folder);
}

// --- Entries ---

static EntryKind kind_of_mode(mode_t mode) {
  return S_ISREG(mode)   ? ENTRY_FILE
         : S_ISDIR(mode) ? ENTRY_FOLDER
         : S_ISLNK(mode) ? ENTRY_UNKNOWN
                         : ENTRY_OTHER;
}

char *entry_path(const Folder *folder, const Entry *entry) {
  return str_format("%s%s%s", folder->path, folder->parent ? "/" : "", entry->name);
}

// Needs: the lock of `folder`. What is not there is kept too, as an entry that is nothing.
static Entry *folder_ask(Folder *folder, Str name) {
  MapEntry *place = map_get(&folder->entries, name);
  if (place) return (Entry *)place->pointer;
  char *path = str_format("%s%s%.*s", folder->path, folder->parent ? "/" : "", STR_ARG(name));
  struct stat status;
  EntryKind kind = lstat(path, &status) == 0 ? kind_of_mode(status.st_mode) : ENTRY_OTHER;
  mem_free(path);
  return folder_add(folder, name, kind);
}

static bool is_node_modules(const Folder *folder) {
  return str_is(fs_name(str_of(folder->path)), "node_modules");
}

// Needs: a folder that nobody else knows yet, so that no lock is due.
static bool may_have_file(Folder *folder, Str name) {
  MapEntry *place = map_get(&folder->entries, name);
  Entry *entry = place ? (Entry *)place->pointer : folder->listed ? NULL : folder_ask(folder, name);
  return entry != NULL && atomic_load_explicit(&entry->kind, memory_order_relaxed) != ENTRY_FOLDER;
}

// What lies in node_modules was compiled before it was published: its tsconfig.json is for its authors.
static void folder_config(const FolderTree *tree, Folder *folder) {
  static const char *const names[] = { "tsconfig.json", "jsconfig.json" };
  folder->is_installed =
      is_node_modules(folder) || (folder->parent && folder->parent->is_installed);
  if (folder->is_installed) return;
  folder->config = tree->tsconfig ? tree->tsconfig : folder->parent ? folder->parent->config : NULL;
  for (size_t i = 0; i < 2 && !tree->tsconfig && !folder->tsconfig; i++) {
    if (!may_have_file(folder, str_of(names[i]))) continue;
    char *path = fs_join(folder->path, str_of(names[i]));
    folder->tsconfig = fs_is_file(path) ? tsconfig_load(path) : NULL;
    mem_free(path);
  }
  if (folder->tsconfig) folder->config = folder->tsconfig;
}

// Needs: as may_have_file.
static void folder_scopes(const FolderTree *tree, Folder *folder) {
  // Node's LOOKUP_PACKAGE_SCOPE: what lies in node_modules belongs to no package above it.
  if (is_node_modules(folder)) return;
  if (may_have_file(folder, STR("package.json")))
    folder->package = package_load(folder->path, tree->options->main_fields);
  folder->scope = folder->package ? folder->package : folder->parent ? folder->parent->scope : NULL;
  bool has_map = folder->package && folder->package->browser_map;
  folder->browser_maps = has_map          ? folder->package
                         : folder->parent ? folder->parent->browser_maps
                                          : NULL;
}

static Folder *folder_new(FolderTree *tree, Folder *parent, Str name) {
  Folder *folder = MEM_NEW_ZEROED(Folder);
  folder->parent = parent;
  folder->path = parent ? fs_join(parent->path, name) : str_copy(STR("/"));
  folder->listed = folder_list(folder);
  folder_scopes(tree, folder);
  folder_config(tree, folder);
  pthread_mutex_lock(&tree->mu);
  vec_push(&tree->folders, folder);
  pthread_mutex_unlock(&tree->mu);
  return folder;
}

static void note_miss(FolderTree *tree, Folder *folder, Str name) {
  pthread_mutex_t *lock = tree_lock(tree, folder);
  pthread_mutex_lock(lock);
  if (map_get(&folder->missed, name) == NULL)
    map_put(&folder->missed, (Str){ str_copy(name), name.len }, NULL);
  pthread_mutex_unlock(lock);
}

static Entry *listed_entry(FolderTree *tree, Folder *folder, Str name) {
  MapEntry *place = map_get(&folder->entries, name);
  Entry *entry = place ? (Entry *)place->pointer : NULL;
  bool is_there = entry && !entry->is_gone;
  if (!tree->options->keeps_misses) return is_there ? entry : NULL;
  if (!is_there) {
    note_miss(tree, folder, name);
    return NULL;
  }
  // relaxed: read between builds only. Mostly it is set, and then the line stays shared.
  if (!atomic_load_explicit(&entry->is_asked, memory_order_relaxed))
    atomic_store_explicit(&entry->is_asked, true, memory_order_relaxed);
  return entry;
}

Entry *folder_entry(FolderTree *tree, Folder *folder, Str name) {
  if (folder->listed) return listed_entry(tree, folder, name);
  pthread_mutex_t *lock = tree_lock(tree, folder);
  pthread_mutex_lock(lock);
  Entry *entry = folder_ask(folder, name);
  pthread_mutex_unlock(lock);
  return atomic_load_explicit(&entry->kind, memory_order_relaxed) == ENTRY_OTHER ? NULL : entry;
}

// What a link leads through is looked for by name, so that a change there is known to matter.
static void look_where_it_leads(FolderTree *tree, const char *link) {
  enum { LINKS_MAX = 40 };

  char *path = str_copy(str_of(link));
  for (int i = 0; i < LINKS_MAX; i++) {
    char target[PATH_MAX];
    ssize_t size = readlink(path, target, sizeof target);
    if (size < 0) break;
    Str named = { target, (size_t)size };
    char *folder = str_copy(fs_folder(str_of(path)));
    char *next = fs_join(str_starts(named, STR("/")) ? "/" : folder, named);
    mem_free(folder);
    mem_free(path);
    path = next;
    Folder *there = folder_at(tree, NULL, fs_folder(str_of(path)));
    if (there) folder_entry(tree, there, fs_name(str_of(path)));
  }
  mem_free(path);
}

// Where a link leads. No lock is held, since the way there may make folders; two threads that do this at once find the same.
static EntryKind entry_follow(FolderTree *tree, Folder *folder, Entry *entry) {
  char *path = entry_path(folder, entry);
  struct stat status;
  EntryKind kind = lstat(path, &status) == 0 ? kind_of_mode(status.st_mode) : ENTRY_OTHER;
  bool is_link = kind == ENTRY_UNKNOWN;
  char *real = is_link && !tree->options->keeps_links ? fs_real(path) : NULL;
  if (is_link) {
    kind = stat(real ? real : path, &status) == 0 ? kind_of_mode(status.st_mode) : ENTRY_OTHER;
    if (tree->options->keeps_misses) look_where_it_leads(tree, path);
  }
  if (real && kind == ENTRY_FOLDER) {
    Folder *target = folder_at(tree, NULL, str_of(real));
    if (target == NULL) kind = ENTRY_OTHER;
    // release: publishes what folder_at found; pairs with the acquire in entry_folder.
    atomic_store_explicit(&entry->folder, target, memory_order_release);
  }
  char *none = NULL;
  // release: publishes the text; pairs with the acquire in entry_real_path.
  bool keeps = real && kind == ENTRY_FILE &&
               atomic_compare_exchange_strong_explicit(&entry->real, &none, real,
                                                       memory_order_acq_rel, memory_order_acquire);
  if (!keeps) mem_free(real);
  mem_free(path);
  // release: folder and real are set before the kind is known; pairs with the acquire in entry_kind.
  atomic_store_explicit(&entry->kind, kind, memory_order_release);
  return kind;
}

EntryKind entry_kind(FolderTree *tree, Folder *folder, Entry *entry) {
  EntryKind kind = (EntryKind)atomic_load_explicit(&entry->kind, memory_order_acquire);
  return kind == ENTRY_UNKNOWN ? entry_follow(tree, folder, entry) : kind;
}

Folder *entry_folder(FolderTree *tree, Folder *folder, Entry *entry) {
  if (entry_kind(tree, folder, entry) != ENTRY_FOLDER) return NULL;
  Folder *child = atomic_load_explicit(&entry->folder, memory_order_acquire);
  if (child) return child;
  pthread_mutex_t *lock = tree_lock(tree, entry);
  pthread_mutex_lock(lock);
  child = atomic_load_explicit(&entry->folder, memory_order_acquire);
  if (child == NULL) {
    child = folder_new(tree, folder, str_of(entry->name));
    // release: publishes the listing; pairs with the acquires above.
    atomic_store_explicit(&entry->folder, child, memory_order_release);
  }
  pthread_mutex_unlock(lock);
  return child;
}

char *entry_real_path(const Folder *folder, const Entry *entry) {
  const char *real = atomic_load_explicit(&entry->real, memory_order_acquire);
  return real ? str_copy(str_of(real)) : entry_path(folder, entry);
}

// --- The tree ---

Folder *folder_at(FolderTree *tree, Folder *base, Str path) {
  bool from_root = base == NULL || (path.len != 0 && path.data[0] == '/');
  Folder *folder = from_root ? tree->root : base;
  for (size_t at = 0; at < path.len && folder;) {
    Str rest = str_slice(path, at, path.len);
    Str part = str_slice(rest, 0, str_find(rest, '/'));
    at += part.len + 1;
    if (part.len == 0 || str_is(part, ".")) continue;
    if (str_is(part, "..")) {
      if (folder->parent) folder = folder->parent;
      continue;
    }
    Entry *entry = folder_entry(tree, folder, part);
    folder = entry ? entry_folder(tree, folder, entry) : NULL;
  }
  return folder;
}

void folder_tree_each(const FolderTree *tree, void (*visit)(void *context, const char *path),
                      void *context) {
  vec_each (folder, &tree->folders) {
    visit(context, (*folder)->path);
  }
}

Folder *folder_known(const FolderTree *tree, Str path) {
  Folder *folder = tree->root;
  for (size_t at = 0; at < path.len && folder;) {
    Str rest = str_slice(path, at, path.len);
    Str part = str_slice(rest, 0, str_find(rest, '/'));
    at += part.len + 1;
    if (part.len == 0) continue;
    MapEntry *place = map_get(&folder->entries, part);
    const Entry *entry = place ? (const Entry *)place->pointer : NULL;
    folder = entry ? atomic_load_explicit(&entry->folder, memory_order_acquire) : NULL;
  }
  return folder;
}

bool folder_was_asked(const Folder *folder, Str name) {
  MapEntry *place = map_get(&folder->entries, name);
  const Entry *entry = place ? (const Entry *)place->pointer : NULL;
  bool is_asked = entry && atomic_load_explicit(&entry->is_asked, memory_order_relaxed);
  return is_asked || map_get(&folder->missed, name) != NULL;
}

void folder_renew(Folder *folder, Str name) {
  MapEntry *place = map_get(&folder->entries, name);
  Entry *entry = place ? (Entry *)place->pointer : NULL;
  char *path = str_format("%s%s%.*s", folder->path, folder->parent ? "/" : "", STR_ARG(name));
  struct stat status;
  bool is_there = lstat(path, &status) == 0;
  if (is_there && entry == NULL) entry = folder_add(folder, name, ENTRY_OTHER);
  if (entry) entry->is_gone = !is_there;
  if (is_there)
    atomic_store_explicit(&entry->kind, kind_of_mode(status.st_mode), memory_order_relaxed);
  mem_free(path);
}

static uint32_t count_listed(const Folder *folder) {
  uint32_t count = 0;
  map_each (place, &folder->entries) {
    count += !((const Entry *)place->pointer)->is_gone;
  }
  return count;
}

FolderChange folder_compare(const Folder *folder) {
  DIR *stream = opendir(folder->path);
  if (stream == NULL) return FOLDER_IS_ANOTHER;
  bool is_known = number_of(stream) == folder->number;
  uint32_t known_count = 0;
  bool has_others = false;
  for (;;) {
    const struct dirent *found = readdir(stream); // NOLINT(concurrency-mt-unsafe): own stream
    if (found == NULL) break;
    Str name = str_of(found->d_name);
    if (str_is(name, ".") || str_is(name, "..")) continue;
    MapEntry *place = map_get(&folder->entries, name);
    bool is_listed = place && !((const Entry *)place->pointer)->is_gone;
    known_count += is_listed;
    has_others |= !is_listed;
  }
  closedir(stream);
  if (!is_known) return FOLDER_IS_ANOTHER;
  return !has_others && known_count == count_listed(folder) ? FOLDER_SAME : FOLDER_LISTS_OTHERS;
}

static void visit_files(const TsConfig *config, void (*visit)(void *context, const char *path),
                        void *context) {
  if (config == NULL) return;
  vec_each (file, &config->files) {
    visit(context, *file);
  }
}

void folder_tree_each_config(const FolderTree *tree, void (*visit)(void *context, const char *path),
                             void *context) {
  visit_files(tree->tsconfig, visit, context);
  vec_each (folder, &tree->folders) {
    visit_files((*folder)->tsconfig, visit, context);
  }
}

uint32_t folder_tree_count(FolderTree *tree) {
  pthread_mutex_lock(&tree->mu);
  uint32_t count = tree->folders.len;
  pthread_mutex_unlock(&tree->mu);
  return count;
}

FolderTree *folder_tree_new(const FolderOptions *options) {
  FolderTree *tree = MEM_NEW_ZEROED(FolderTree);
  tree->options = options;
  if (options->tsconfig) tree->tsconfig = tsconfig_load(options->tsconfig);
  for (int i = 0; i < LOCK_COUNT; i++) {
    pthread_mutex_init(&tree->locks[i], NULL);
  }
  pthread_mutex_init(&tree->mu, NULL);
  tree->root = folder_new(tree, NULL, STR_EMPTY);
  return tree;
}

void folder_tree_free(FolderTree *tree) {
  vec_each (folder, &tree->folders) {
    folder_free(*folder);
  }
  vec_clear(&tree->folders);
  if (tree->tsconfig) tsconfig_free(tree->tsconfig);
  for (int i = 0; i < LOCK_COUNT; i++) {
    pthread_mutex_destroy(&tree->locks[i]);
  }
  pthread_mutex_destroy(&tree->mu);
  mem_free(tree);
}
