// The web server: files from memory (what a build made) before files of a folder, with live reload. It knows nothing of builds: it asks
// whether what it has is stale, lets requests wait meanwhile, and is given what is new.
#ifndef NEAP_SERVE_SERVER_H
#define NEAP_SERVE_SERVER_H

#include "base/err.h"
#include "serve/site.h"

typedef struct ServerOptions {
  const char *host;                // address or name to listen on
  uint32_t port;                   // 0: any; one that is taken is passed over for the next free one
  const char *root;                // real path of the folder; NULL: only what is in memory
  bool single_page;                // unknown pages are answered with index.html
  bool (*is_stale)(void *context); // whether something changed that the build does not know
  void (*served)(void *context, const char *path); // `path` below the root was sent
  void *context; // of both, which are called by the server's thread
} ServerOptions;

typedef struct Server Server;

// Starts to listen, on a thread of its own; requests wait until server_publish. `options` must stay. NULL: `err` says why. The caller
// owns the server. Threads: as for all below, one that is not the server's.
Server *server_start(const ServerOptions *options, Err *err);

// "http://127.0.0.1:8000/". Borrowed.
const char *server_url(const Server *server);

// Lets requests wait from now on: a build begins.
void server_hold(Server *server);

// Answers those that wait, and all that follow, with `site` (taken; NULL: the last one stays). `error`: what open pages show over
// themselves, as text for a terminal, or NULL. Pages reload when the site is another than before.
void server_publish(Server *server, Site *site, const char *error);

// Answers those that wait with what there was before; pages reload when `touched`: when a file that one of them uses changed.
void server_release(Server *server, bool touched);

// Notices pages that went away; to be called every few seconds.
void server_beat(Server *server);

// Ends all connections, also those in the middle of an answer, and frees the server.
void server_stop(Server *server);

#endif
