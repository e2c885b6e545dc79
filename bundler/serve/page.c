#include "serve/page.h"

#include <inttypes.h>

// client.js as it stands, with a zero byte behind.
__asm__(".section .rodata\n"
        ".global page_client_source\n"
        "page_client_source:\n"
        ".incbin \"" NEAP_CLIENT_FILE "\"\n"
        ".byte 0\n"
        ".previous\n");
extern const char page_client_source[];

Str page_client(void) {
  return str_of(page_client_source);
}

// At the end, where it can be put without reading the page: behind </html> a script is taken as part of the body.
void page_append_client(Buf *html, uint64_t version) {
  buf_printf(html, "<script src=\"/" PAGE_CLIENT_PATH "\" data-version=\"%" PRIu64 "\"></script>\n",
             version);
}

// As a URL in an attribute: everything that means something in either is escaped.
static void append_url(Buf *out, Str path) {
  static const char plain[] = "-._~/";
  for (size_t i = 0; i < path.len; i++) {
    unsigned char c = (unsigned char)path.data[i];
    bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    bool is_digit = c >= '0' && c <= '9';
    if (is_letter || is_digit || (c != 0 && strchr(plain, c))) {
      buf_append_char(out, (char)c);
    } else {
      buf_printf(out, "%%%02X", c);
    }
  }
}

void page_append_index(Buf *html, const Site *site) {
  buf_append(html, STR("<!doctype html>\n<meta charset=\"utf-8\">\n<title>neap</title>\n"
                       "<body>\n<div id=\"root\"></div>\n"));
  if (site == NULL) return;
  vec_each (file, &site->files) {
    if (!str_ends(str_of(file->path), STR(".js"))) continue;
    buf_append(html, STR("<script type=\"module\" src=\"/"));
    append_url(html, str_of(file->path));
    buf_append(html, STR("\"></script>\n"));
  }
}
