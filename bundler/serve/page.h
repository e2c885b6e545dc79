// Pages: the script that is added to each, and the page that stands in when the folder has none.
#ifndef NEAP_SERVE_PAGE_H
#define NEAP_SERVE_PAGE_H

#include "serve/site.h"

// Where the parts of the server that pages use are found, below the root.
#define PAGE_CLIENT_PATH "_neap/client.js"
#define PAGE_EVENTS_PATH "_neap/events"

// The script for live reload and the overlay (client.js).
Str page_client(void);

// Appends the element that loads it; `version` is what the page is made of.
void page_append_client(Buf *html, uint64_t version);

// Appends a page that runs every script of `site`, which may be NULL.
void page_append_index(Buf *html, const Site *site);

#endif
