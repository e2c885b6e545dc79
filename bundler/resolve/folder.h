// Folders as the resolver sees them: a tree from the root down, each folder listed once, what is not there known without asking.
//
// Unless links are kept, only real folders are in the tree: a link to a folder is an entry that leads to the folder it means, so that pnpm's layouts and
// workspaces have one identity for each file and are listed once.
//
// Threads: any. Listings never change once a folder is in the tree; what is found out later (children, where links lead) is
// published by atomic pointers. Reading takes no lock.
#ifndef NEAP_RESOLVE_FOLDER_H
#define NEAP_RESOLVE_FOLDER_H

#include "base/map.h"
#include "base/str.h"
#include "resolve/package.h"
#include "resolve/tsconfig.h"

#include <stdatomic.h>

typedef enum EntryKind {
  ENTRY_UNKNOWN, // a link, or the file system did not say
  ENTRY_FILE,
  ENTRY_FOLDER,
  ENTRY_OTHER, // a device, a pipe, a link that leads nowhere
} EntryKind;

typedef struct Folder Folder;

// Listings change only between builds: see folder_renew.
typedef struct Entry {
  _Atomic(uint8_t)
      kind; // atomic: EntryKind; leaves ENTRY_UNKNOWN once, after folder or real were set
  _Atomic(Folder *) folder; // atomic: set once; of a folder, or of a link to one
  _Atomic(char *) real;     // atomic: set once; owned; of a link to a file: its real path
  _Atomic(bool) is_asked;   // atomic: somebody looked for it
  bool is_gone;             // it was there when the folder was listed
  char name[];              // const after init
} Entry;

struct Folder {
  Folder *parent; // const after init; NULL: the root
  char *path;     // const after init; owned; real, absolute, no slash at the end but for "/"
  Map entries; // const after init when `listed`, else guarded by the tree's lock of this folder; name → Entry
  uint64_t number; // const after init; of the inode: another one is another folder
  Map missed; // guarded by the tree's lock of this folder: owned names that were looked for and not there, when that is kept
  bool listed; // const after init; false: may be entered but not read, so each name is asked for
  Package *package; // const after init; owned; what its package.json says, or NULL
  const Package *
      scope; // const after init; the nearest package.json at or above, not past node_modules, or NULL
  bool is_installed; // const after init; it lies in node_modules
  TsConfig
      *tsconfig; // const after init; owned; what its tsconfig.json or jsconfig.json says, or NULL
  const TsConfig *
      config; // const after init; the nearest of these at or above, or the one that was named; NULL in node_modules
  const Package *browser_maps; // const after init; the nearest of these with a browser map, or NULL
};

typedef struct FolderTree FolderTree;

typedef struct FolderOptions {
  const char *const
      *main_fields;     // what packages are asked for beside the usual; NULL-terminated, or NULL
  const char *tsconfig; // for all but what lies in node_modules; NULL: each folder's own
  bool
      keeps_links; // a link is what it is called, not what it leads to: folders are then known by each way to them
  bool keeps_misses; // what was looked for in vain is kept, to tell what a new name changes
} FolderOptions;

// `options` are borrowed and must outlive the tree.
FolderTree *folder_tree_new(const FolderOptions *options);
void folder_tree_free(FolderTree *tree);

static inline Folder *folder_parent(const Folder *folder) {
  return folder->parent;
}

// The folder at `path`, seen from `base`: "..", "." and "a/b" as they come; from the root when `path` is absolute or `base` is NULL.
// NULL: there is none. It belongs to the tree.
Folder *folder_at(FolderTree *tree, Folder *base, Str path);

// What `name` (one part) is in `folder`, NULL: nothing. It belongs to the tree.
Entry *folder_entry(FolderTree *tree, Folder *folder, Str name);

// Whether it is a file or a folder, links followed.
EntryKind entry_kind(FolderTree *tree, Folder *folder, Entry *entry);

// The folder that `entry` is or leads to; NULL when it is none.
Folder *entry_folder(FolderTree *tree, Folder *folder, Entry *entry);

// The path of `entry` as reached, and its real path. The caller owns it.
char *entry_path(const Folder *folder, const Entry *entry);
char *entry_real_path(const Folder *folder, const Entry *entry);

// Visits the paths of all folders of the tree, in no promised order. Threads: nobody adds folders meanwhile.
void folder_tree_each(const FolderTree *tree, void (*visit)(void *context, const char *path),
                      void *context);

// Whether `name` was looked for in a folder that is listed, be it there or not. Only what keeps_misses knows.
bool folder_was_asked(const Folder *folder, Str name);

// Lists what `name` is now, in a folder that is listed. Threads: nobody else uses the tree. Needs: nobody looked for it.
void folder_renew(Folder *folder, Str name);

// How what a folder lists is to what was seen.
typedef enum FolderChange { FOLDER_SAME, FOLDER_LISTS_OTHERS, FOLDER_IS_ANOTHER } FolderChange;

FolderChange folder_compare(const Folder *folder);

// As folder_at from the root, but only what is in the tree already is found, and nothing is asked.
Folder *folder_known(const FolderTree *tree, Str path);

// Visits the paths of all tsconfig.json files and what they extend, in no promised order. Threads: as folder_tree_each.
void folder_tree_each_config(const FolderTree *tree, void (*visit)(void *context, const char *path),
                             void *context);

// How many folders were listed, for tests.
uint32_t folder_tree_count(FolderTree *tree);

#endif
