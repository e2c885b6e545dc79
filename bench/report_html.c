// The session as one HTML file that needs no network: style, uPlot, the page's script and the data inside. The page builds itself from
// the data in the reader's browser; report/page.js says how.
#include "report.h"

// Puts a file's bytes between the symbols NAME and NAME_end; CMake says where the files are.
#define EMBED(name, path)                                                                          \
 __asm__(".pushsection .rodata\n" #name ":\n.incbin \"" path "\"\n" #name "_end:\n.popsection\n"); \
 extern const char name[] __attribute__((visibility("hidden")));                                   \
 extern const char name##_end[] __attribute__((visibility("hidden")))

EMBED(report_page_css, NEAP_REPORT_FOLDER "/page.css");
EMBED(report_page_js, NEAP_REPORT_FOLDER "/page.js");
EMBED(report_uplot_css, NEAP_UPLOT_FOLDER "/uPlot.min.css");
EMBED(report_uplot_js, NEAP_UPLOT_FOLDER "/uPlot.iife.min.js");

static void append_part(Buf *out, const char *from, const char *end) {
  buf_append(out, (Str){ from, (size_t)(end - from) });
}

// Inside a script element only `<` could end it; JSON has it in texts alone, where it may be escaped.
static void append_data(Buf *out, Str json) {
  for (size_t i = 0; i < json.len; i++) {
    if (json.data[i] == '<') {
      buf_append(out, STR("\\u003c"));
    } else {
      buf_append_char(out, json.data[i]);
    }
  }
}

void report_html(const Session *session, Buf *out) {
  enum {
    CURVE_POINTS = 400
  }; // as much as a chart can show, and twenty blocks stay below two megabytes

  buf_append(out, STR("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<title>neap ab</title>\n<style>\n"));
  append_part(out, report_uplot_css, report_uplot_css_end);
  append_part(out, report_page_css, report_page_css_end);
  buf_append(out,
             STR("</style>\n</head>\n<body>\n<main>"
                 "<noscript>The page needs its own script to draw the data.</noscript></main>\n"
                 "<script type=\"application/json\" id=\"data\">\n"));
  Buf json = BUF_EMPTY;
  report_json_thinned(session, CURVE_POINTS, &json);
  append_data(out, buf_str(&json));
  buf_clear(&json);
  buf_append(out, STR("</script>\n<script>\n"));
  append_part(out, report_uplot_js, report_uplot_js_end);
  buf_append(out, STR("\n</script>\n<script>\n"));
  append_part(out, report_page_js, report_page_js_end);
  buf_append(out, STR("</script>\n</body>\n</html>\n"));
}
