// What watch:N saves: in a copy, the same for the same seed, and put back.
#include "suite.h"

#include "bench/copy.h"
#include "bench/edits.h"

#include "base/fs.h"
#include "base/mem.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[] = "/tmp/bench-edits-XXXXXX";

static void put(const char *name, const char *text) {
  Err err = ERR_NONE;
  char *path = str_format("%s/%s", top, name);
  ck_assert_msg(fs_write(path, str_of(text), &err), "%s", err.text);
  mem_free(path);
}

// The file's text; NULL: it is not there. The caller owns it.
static char *get(const char *name) {
  Err err = ERR_NONE;
  Buf text = BUF_EMPTY;
  char *path = str_format("%s/%s", top, name);
  bool good = fs_read(path, &text, &err);
  char *copy = good ? str_copy(buf_str(&text)) : NULL;
  err_clear(&err);
  buf_clear(&text);
  mem_free(path);
  return copy;
}

static void expect(const char *name, const char *text) {
  char *found = get(name);
  ck_assert_msg(found ? text && strcmp(found, text) == 0 : text == NULL, "%s: %s", name,
                found ? found : "is not there");
  mem_free(found);
}

static void make_project(void) {
  put("project/package.json", "{}");
  put("project/notes.txt", "not needed");
  put("project/src/tsconfig.json", "{}");
  put("project/src/app/main.js", "main");
  put("project/src/app/a.js", "a");
  put("project/src/app/style.css", "css");
  put("project/src/app/.git/config", "git");
  char *target = str_format("%s/project/src/app/link.js", top);
  ck_assert_int_eq(symlink("a.js", target), 0);
  mem_free(target);
  char *meta = str_format(
      "{\"inputs\": {\"%s/project/src/app/main.js\": {}, \"%s/project/src/app/a.js\": {}, "
      "\"<runtime>\": {}}, \"outputs\": {\"out.js\": {\"entryPoint\": "
      "\"%s/project/src/app/main.js\", \"inputs\": {\"%s/project/src/app/main.js\": "
      "{\"bytesInOutput\": 4}, \"%s/project/src/app/a.js\": {\"bytesInOutput\": 1}, "
      "\"%s/project/src/app/style.css\": {\"bytesInOutput\": 3}}}}}",
      top, top, top, top, top, top);
  put("meta.json", meta);
  mem_free(meta);
}

static Edits prepared(bool churns, uint64_t seed) {
  Edits edits;
  Err err = ERR_NONE;
  char *metafile = str_format("%s/meta.json", top);
  char *folder = str_format("%s/scratch/copy", top);
  EditsSpec spec = {
    .metafile = metafile, .folder = folder, .count = 5, .churns = churns, .seed = seed
  };
  ck_assert_msg(edits_prepare(&edits, &spec, &err), "%s", err.text);
  mem_free(metafile);
  mem_free(folder);
  return edits;
}

static void begin(void) {
  ck_assert_ptr_nonnull(mkdtemp(top));
  make_project();
}

static void end(void) {
  copy_remove(top);
  expect("meta.json", NULL);
  memset(top + strlen(top) - 6, 'X', 6);
}

START_TEST(what_bears_on_the_sources_is_copied) {
  begin();
  Edits edits = prepared(false, 1);
  ck_assert(str_ends(str_of(edits.entry), STR("/scratch/copy/src/app/main.js")));
  expect("scratch/copy/package.json", "{}");
  expect("scratch/copy/notes.txt", NULL);
  expect("scratch/copy/src/tsconfig.json", "{}");
  expect("scratch/copy/src/app/style.css", "css");
  expect("scratch/copy/src/app/link.js", "a");
  expect("scratch/copy/src/app/.git/config", NULL);
  edits_clear(&edits);
  expect("scratch/copy/package.json", NULL);
  expect("project/src/app/a.js", "a");
  end();
}

END_TEST

START_TEST(saves_are_the_same_for_a_seed_and_put_back) {
  begin();
  Edits edits = prepared(false, 7);
  Err err = ERR_NONE;
  ck_assert_uint_eq(edits.files.len, 2);
  bool is_a_first = str_ends(str_of(edits.files.items[0].path), STR("/a.js"));
  ck_assert(edits_save(&edits, 3, &err));
  expect(is_a_first ? "scratch/copy/src/app/a.js" : "scratch/copy/src/app/main.js",
         is_a_first ? "a\nglobalThis.neapEdit = 3;\n" : "main\nglobalThis.neapEdit = 3;\n");
  ck_assert(edits_restore(&edits, &err));
  expect("scratch/copy/src/app/a.js", "a");
  expect("scratch/copy/src/app/main.js", "main");
  edits_clear(&edits);
  Edits again = prepared(false, 7);
  ck_assert(is_a_first == str_ends(str_of(again.files.items[0].path), STR("/a.js")));
  edits_clear(&again);
  end();
}

END_TEST

START_TEST(churn_takes_all_modules_away_and_back) {
  begin();
  Edits edits = prepared(true, 1);
  Err err = ERR_NONE;
  ck_assert(edits_save(&edits, 1, &err));
  expect("scratch/copy/src/app/main.js", "\nglobalThis.neapEdit = 1;\n");
  ck_assert(edits_save(&edits, 2, &err));
  expect("scratch/copy/src/app/main.js", "main\nglobalThis.neapEdit = 2;\n");
  edits_clear(&edits);
  end();
}

END_TEST

START_TEST(nothing_to_save_is_told) {
  begin();
  put("meta.json", "{\"inputs\": {}, \"outputs\": {}}");
  Edits edits;
  Err err = ERR_NONE;
  char *metafile = str_format("%s/meta.json", top);
  EditsSpec spec = { .metafile = metafile, .folder = "/nowhere", .count = 1 };
  ck_assert(!edits_prepare(&edits, &spec, &err));
  ck_assert_str_eq(err.text, "there is no module in the bundle that could be saved");
  err_clear(&err);
  edits_clear(&edits);
  mem_free(metafile);
  end();
}

END_TEST

SUITE_MAIN("edits", what_bears_on_the_sources_is_copied, saves_are_the_same_for_a_seed_and_put_back,
           churn_takes_all_modules_away_and_back, nothing_to_save_is_told)
