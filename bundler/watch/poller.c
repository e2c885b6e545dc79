#include "watch/poller.h"

#include "base/str.h"
#include "base/vec.h"

#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

// What was written that shortly before a look may be written again without a sign: clocks of file systems have ticks, some of two seconds.
enum { FRESH_SECONDS = 2, FRESH_NS = 20000000 };

typedef struct Stamp {
  dev_t device;
  ino_t number; // 0: nothing is there
  off_t size;
  mode_t mode;
  struct timespec written;
  struct timespec changed;
} Stamp;

typedef struct Name {
  char *text;             // owned
  ino_t number;           // as the folder lists it
  struct timespec linked; // of a link: when it was made; another one may have its number
  bool is_known;          // the stamp is one of an earlier look
  bool is_fresh;          // the stamp may hide a later change
  Stamp stamp;
} Name;

typedef VEC(Name) NameList;

typedef struct Place {
  const char *path; // borrowed
  void *owner;      // borrowed
  Stamp stamp;
  bool is_fresh;  // the listing may be behind
  NameList names; // sorted
} Place;

struct Poller {
  const PollListener *listener;
  VEC(Place) places;
  bool told; // anything in this look
};

Poller *poller_new(const PollListener *listener) {
  Poller *poller = MEM_NEW_ZEROED(Poller);
  poller->listener = listener;
  return poller;
}

static void names_clear(NameList *names) {
  vec_each (name, names) {
    mem_free(name->text);
  }
  vec_clear(names);
}

void poller_free(Poller *poller) {
  vec_each (place, &poller->places) {
    names_clear(&place->names);
  }
  vec_clear(&poller->places);
  mem_free(poller);
}

bool poller_is_empty(const Poller *poller) {
  return poller->places.len == 0;
}

// --- Stamps ---

static Stamp stamp_of(const char *path) {
  struct stat status;
  Stamp stamp = { .number = 0 };
  if (stat(path, &status) != 0) return stamp;
  stamp.device = status.st_dev;
  stamp.number = status.st_ino;
  stamp.size = status.st_size;
  stamp.mode = status.st_mode;
  stamp.written = status.st_mtim;
  stamp.changed = status.st_ctim;
  return stamp;
}

static bool same_time(const struct timespec *a, const struct timespec *b) {
  return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool stamp_is_same(const Stamp *a, const Stamp *b) {
  return a->device == b->device && a->number == b->number && a->size == b->size &&
         a->mode == b->mode && same_time(&a->written, &b->written) &&
         same_time(&a->changed, &b->changed);
}

static int64_t age_ns(const Stamp *stamp) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return ((int64_t)now.tv_sec - stamp->changed.tv_sec) * 1000000000 + now.tv_nsec -
         stamp->changed.tv_nsec;
}

// --- Listings ---

static int compare_names(const void *a, const void *b) {
  return strcmp(((const Name *)a)->text, ((const Name *)b)->text);
}

// 0 for what is no link.
static struct timespec link_time(const char *folder, const char *name) {
  char *path = str_format("%s/%s", folder, name);
  struct stat status = { .st_ino = 0 };
  bool is_link = lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
  mem_free(path);
  return is_link ? status.st_ctim : (struct timespec){ 0, 0 };
}

static NameList list_folder(const Poller *poller, const Place *place) {
  NameList names = VEC_EMPTY;
  DIR *stream = opendir(place->path);
  if (stream == NULL) return names;
  for (;;) {
    const struct dirent *found = readdir(stream); // NOLINT(concurrency-mt-unsafe): own stream
    if (found == NULL) break;
    Str name = str_of(found->d_name);
    if (str_is(name, ".") || str_is(name, "..")) continue;
    if (poller->listener->interest(poller->listener->context, place->owner, found->d_name) ==
        POLL_IGNORED)
      continue;
    vec_push(&names, (Name){ .text = str_copy(name), .number = found->d_ino });
    if (found->d_type == DT_LNK || found->d_type == DT_UNKNOWN)
      vec_last(&names)->linked = link_time(place->path, found->d_name);
  }
  closedir(stream);
  if (names.len != 0) qsort(names.items, names.len, sizeof *names.items, compare_names);
  return names;
}

static void tell(Poller *poller, const Place *place, const char *name, PollEvent event) {
  poller->told = true;
  poller->listener->tell(poller->listener->context, place->owner, name, event);
}

// Tells how `now` differs from the place's names, and puts it in their place. What is the same keeps its stamp.
static void replace_names(Poller *poller, Place *place, NameList *now) {
  uint32_t old = 0;
  vec_each (name, now) {
    while (old < place->names.len && strcmp(place->names.items[old].text, name->text) < 0) {
      tell(poller, place, place->names.items[old++].text, POLL_NAMED);
    }
    bool was_there =
        old < place->names.len && strcmp(place->names.items[old].text, name->text) == 0;
    const Name *before = was_there ? &place->names.items[old++] : NULL;
    if (before && before->number == name->number && same_time(&before->linked, &name->linked)) {
      name->is_known = before->is_known;
      name->is_fresh = before->is_fresh;
      name->stamp = before->stamp;
    } else {
      tell(poller, place, name->text, POLL_NAMED);
    }
  }
  while (old < place->names.len) {
    tell(poller, place, place->names.items[old++].text, POLL_NAMED);
  }
  names_clear(&place->names);
  place->names = *now;
}

// --- Looks ---

static void look_at_file(Poller *poller, const Place *place, Name *name) {
  const PollListener *listener = poller->listener;
  if (listener->interest(listener->context, place->owner, name->text) != POLL_CONTENT) return;
  char *path = str_format("%s/%s", place->path, name->text);
  Stamp stamp = stamp_of(path);
  mem_free(path);
  if (name->is_known && (name->is_fresh || !stamp_is_same(&stamp, &name->stamp)))
    tell(poller, place, name->text, POLL_WRITTEN);
  name->is_known = true;
  name->is_fresh = stamp.number != 0 && age_ns(&stamp) < FRESH_NS;
  name->stamp = stamp;
}

static void look_at_folder(Poller *poller, Place *place) {
  Stamp stamp = stamp_of(place->path);
  bool is_other = stamp.number != place->stamp.number || stamp.device != place->stamp.device;
  bool is_same = !place->is_fresh && stamp_is_same(&stamp, &place->stamp);
  place->stamp = stamp;
  place->is_fresh = stamp.number != 0 && age_ns(&stamp) < (int64_t)FRESH_SECONDS * 1000000000;
  if (is_other) tell(poller, place, NULL, POLL_OTHER_FOLDER);
  if (!is_same) {
    NameList now = list_folder(poller, place);
    replace_names(poller, place, &now);
  }
}

static void look_at_files(Poller *poller, const Place *place) {
  vec_each (name, &place->names) {
    look_at_file(poller, place, name);
  }
}

void poller_look(Poller *poller) {
  poller->told = false;
  vec_each (place, &poller->places) {
    look_at_folder(poller, place);
    look_at_files(poller, place);
  }
  if (!poller->told) return;
  // What moved meanwhile is seen by halves. Were it back at the next look, the other half would never be told.
  vec_each (place, &poller->places) {
    look_at_folder(poller, place);
  }
}

uint32_t poller_add(Poller *poller, const char *path, void *owner) {
  Place place = { .path = path, .owner = owner, .stamp = stamp_of(path), .is_fresh = true };
  place.names = list_folder(poller, &place);
  look_at_files(poller, &place);
  vec_push(&poller->places, place);
  return poller->places.len - 1;
}

static int compare_with_name(const void *text, const void *name) {
  return strcmp((const char *)text, ((const Name *)name)->text);
}

static Name *find_name(const NameList *names, const char *text) {
  if (names->len == 0) return NULL;
  return bsearch(text, names->items, names->len, sizeof *names->items, compare_with_name);
}

// Of a name that was of no interest when the folder was listed; nothing when it is not there.
static void add_name(Place *place, const char *text) {
  char *path = str_format("%s/%s", place->path, text);
  struct stat status;
  bool is_there = lstat(path, &status) == 0;
  mem_free(path);
  if (!is_there) return;
  vec_push(&place->names, (Name){ .text = str_copy(str_of(text)),
                                  .number = status.st_ino,
                                  .linked = link_time(place->path, text) });
  qsort(place->names.items, place->names.len, sizeof *place->names.items, compare_names);
}

void poller_note(Poller *poller, uint32_t folder, const char *text) {
  Place *place = &poller->places.items[folder];
  if (find_name(&place->names, text) == NULL) add_name(place, text);
  Name *name = find_name(&place->names, text);
  if (name && !name->is_known) look_at_file(poller, place, name);
}
