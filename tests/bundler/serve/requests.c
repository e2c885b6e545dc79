// What strangers send: paths, hosts and headers are read as they are meant, and nothing leads out of the root.
#include "serve/headers.h"
#include "serve/mime.h"
#include "serve/target.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

static void check_path(const char *raw, const char *expected) {
  Buf path = BUF_EMPTY;
  ck_assert_msg(target_path(str_of(raw), &path) == TARGET_OK, "%s was refused", raw);
  ck_assert_msg(str_is(buf_str(&path), expected), "%s became %.*s", raw, STR_ARG(buf_str(&path)));
  buf_clear(&path);
}

static void check_verdict(const char *raw, TargetVerdict expected) {
  Buf path = BUF_EMPTY;
  TargetVerdict verdict = target_path(str_of(raw), &path);
  ck_assert_msg(verdict == expected, "%s: %d, not %d", raw, (int)verdict, (int)expected);
  buf_clear(&path);
}

START_TEST(paths_are_read_once) {
  check_path("/", "");
  check_path("/a/b.js", "a/b.js");
  check_path("/a/b/", "a/b/");
  check_path("/a%20b/%C3%A4.js?x=/../#/..", "a b/\xc3\xa4.js");
  check_path("/%252e%252e/x", "%2e%2e/x");
  check_path("/a..b/c..", "a..b/c..");
  check_path("/.well-known/x.json", ".well-known/x.json");
}

END_TEST

START_TEST(paths_that_lead_elsewhere_are_refused) {
  static const char *const refused[] = { "/..",           "/../x",    "/a/../x",        "/%2e%2e/x",
                                         "/.%2E/x",       "/..%2fx",  "/..%5cx",        "/a\\b",
                                         "/a%2Fb",        "//host/x", "/a//b",          "/.",
                                         "/./x",          "/.env",    "/a/.git/config", "/%2egit/x",
                                         "/.well-knownx", "/a/%2e/b" };
  static const char *const malformed[] = { "",        "x",     "http://host/x", "*",      "/%",
                                           "/%2",     "/%zz",  "/%00",          "/a%00b", "/%0a",
                                           "/%0d%0a", "/\x01", "/%7f",          "?x" };
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    check_verdict(refused[i], TARGET_REFUSED);
  }
  for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
    check_verdict(malformed[i], TARGET_MALFORMED);
  }
}

END_TEST

// Whether a path can only mean something below the root, judged in another way than the code does: segment by segment of the result.
static bool stays_below(Str path) {
  if (memchr(path.data ? path.data : "", '\0', path.len) || str_find(path, '\\') != path.len)
    return false;
  while (path.len != 0) {
    size_t end = str_find(path, '/');
    Str segment = str_slice(path, 0, end);
    if (segment.len == 0) return false;
    if (segment.data[0] == '.' && !str_is(segment, ".well-known")) return false;
    path = str_slice(path, end + 1, path.len);
  }
  return true;
}

// Texts of pieces that mean something, and of any bytes.
START_TEST(no_text_leads_out) {
  enum { ROUNDS = 300000, PIECES = 8 };

  static const char *const pieces[] = { "/",    "..", ".", "%2e",    "%2E",         "%2f",
                                        "%5c",  "\\", "%", "%00",    "%25",         "a",
                                        "b.js", "?",  "#", "%c0%af", ".well-known", "%2" };
  const char *given = getenv("NEAP_SEED"); // NOLINT(concurrency-mt-unsafe): one thread
  unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 1;
  unsigned state = seed;
  for (int round = 0; round < ROUNDS; round++) {
    Buf raw = BUF_EMPTY;
    Buf path = BUF_EMPTY;
    if (rand_r(&state) % 8 != 0) buf_append_char(&raw, '/');
    for (int count = rand_r(&state) % PIECES; count > 0; count--) {
      if (rand_r(&state) % 6 == 0) {
        buf_append_char(&raw, (char)rand_r(&state));
      } else {
        buf_append(&raw, str_of(pieces[(size_t)rand_r(&state) % (sizeof pieces / sizeof *pieces)]));
      }
    }
    bool taken = target_path(buf_str(&raw), &path) == TARGET_OK;
    ck_assert_msg(!taken || stays_below(buf_str(&path)), "seed %u: \"%.*s\" became \"%.*s\"", seed,
                  STR_ARG(buf_str(&raw)), STR_ARG(buf_str(&path)));
    buf_clear(&raw);
    buf_clear(&path);
  }
}

END_TEST

START_TEST(hosts_of_this_machine) {
  static const char *const ours[] = { "localhost",       "localhost:8000", "LOCALHOST",
                                      "app.localhost:1", "127.0.0.1:8000", "192.168.1.4",
                                      "[::1]:8000",      "[fe80::1]",      "mine.example:80" };
  static const char *const others[] = { "",
                                        "evil.example",
                                        "localhost.evil.example",
                                        "evillocalhost",
                                        ".localhost",
                                        "127.0.0.1.evil.example",
                                        "localhost:80x",
                                        "[::1",
                                        "[::1]x",
                                        "1.2.3",
                                        "localhost:80:80",
                                        "mine.example.evil" };
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
    ck_assert_msg(target_host_is_ours(str_of(ours[i]), "mine.example"), "%s", ours[i]);
  }
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    ck_assert_msg(!target_host_is_ours(str_of(others[i]), "mine.example"), "%s", others[i]);
  }
  ck_assert(!target_host_is_ours(STR_EMPTY, NULL));
}

END_TEST

typedef struct RangeCase {
  const char *text;
  uint64_t size;
  RangeVerdict verdict;
  uint64_t first;
  uint64_t count;
} RangeCase;

START_TEST(ranges) {
  static const RangeCase cases[] = {
    { "bytes=0-0", 10, RANGE_PART, 0, 1 },
    { "bytes=2-5", 10, RANGE_PART, 2, 4 },
    { "bytes=5-", 10, RANGE_PART, 5, 5 },
    { "bytes=-3", 10, RANGE_PART, 7, 3 },
    { "bytes=-30", 10, RANGE_PART, 0, 10 },
    { "bytes=8-99", 10, RANGE_PART, 8, 2 },
    { "Bytes= 1 - 2 ", 10, RANGE_PART, 1, 2 },
    { "bytes=10-", 10, RANGE_UNSATISFIABLE, 0, 0 },
    { "bytes=0-", 0, RANGE_UNSATISFIABLE, 0, 0 },
    { "bytes=-0", 10, RANGE_UNSATISFIABLE, 0, 0 },
    { "bytes=5-2", 10, RANGE_WHOLE, 0, 0 },
    { "bytes=0-1,3-4", 10, RANGE_WHOLE, 0, 0 },
    { "bytes=-", 10, RANGE_WHOLE, 0, 0 },
    { "bytes=a-b", 10, RANGE_WHOLE, 0, 0 },
    { "lines=0-1", 10, RANGE_WHOLE, 0, 0 },
    { "bytes=", 10, RANGE_WHOLE, 0, 0 },
    { "bytes=0-99999999999999999999", 10, RANGE_WHOLE, 0, 0 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint64_t first = 0;
    uint64_t count = 0;
    ck_assert_msg(header_range(str_of(cases[i].text), cases[i].size, &first, &count) ==
                      cases[i].verdict,
                  "%s", cases[i].text);
    if (cases[i].verdict != RANGE_PART) continue;
    ck_assert_msg(first == cases[i].first && count == cases[i].count, "%s", cases[i].text);
  }
}

END_TEST

START_TEST(lists) {
  Str etag = STR("\"a1\"");
  ck_assert(header_has_etag(STR("\"a1\""), etag));
  ck_assert(header_has_etag(STR("\"b\", W/\"a1\""), etag));
  ck_assert(header_has_etag(STR("*"), etag));
  ck_assert(!header_has_etag(STR("\"a\", \"a12\""), etag));
  ck_assert(!header_has_etag(STR_EMPTY, etag));
  ck_assert(header_accepts(STR("deflate, GZIP;q=0.5"), STR("gzip")));
  ck_assert(header_accepts(STR("br;q=0, *"), STR("gzip")));
  ck_assert(!header_accepts(STR("br;q=0, *"), STR("br")));
  ck_assert(!header_accepts(STR("gzip; q=0.000"), STR("gzip")));
  ck_assert(!header_accepts(STR("x-gzip"), STR("gzip")));
  ck_assert(!header_accepts(STR_EMPTY, STR("gzip")));
}

END_TEST

START_TEST(types) {
  ck_assert_str_eq(mime_type(STR("a/b.mjs")), "text/javascript; charset=utf-8");
  ck_assert_str_eq(mime_type(STR("A.HTML")), "text/html; charset=utf-8");
  ck_assert_str_eq(mime_type(STR("a.js.map")), "application/json");
  ck_assert_str_eq(mime_type(STR("a.css/none")), "application/octet-stream");
  ck_assert_str_eq(mime_type(STR("x.wasm")), "application/wasm");
  ck_assert_str_eq(mime_type(STR("js")), "application/octet-stream");
  ck_assert_str_eq(mime_type(STR_EMPTY), "application/octet-stream");
}

END_TEST

int main(void) {
  Suite *suite = suite_create("serve requests");
  TCase *tests = tcase_create("all");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, paths_are_read_once);
  tcase_add_test(tests, paths_that_lead_elsewhere_are_refused);
  tcase_add_test(tests, no_text_leads_out);
  tcase_add_test(tests, hosts_of_this_machine);
  tcase_add_test(tests, ranges);
  tcase_add_test(tests, lists);
  tcase_add_test(tests, types);
  suite_add_tcase(suite, tests);
  return suite_run(suite);
}
