#include "serve/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORTS_TRIED = 100, PORT_MAX = 65535, BACKLOG = 511 };

typedef struct Address {
  struct sockaddr_storage storage;
  socklen_t size;
} Address;

static bool find_address(const char *host, Address *out, Err *err) {
  struct addrinfo wanted = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;
  int status = getaddrinfo(host, NULL, &wanted, &found);
  if (status != 0)
    return err_set(err, "There is no address for --host=%s: %s", host, gai_strerror(status));
  // "localhost" is 127.0.0.1, which every browser tries, whatever the order of the addresses.
  struct addrinfo *best = found;
  while (best->ai_next && best->ai_family != AF_INET) {
    best = best->ai_next;
  }
  memcpy(&out->storage, best->ai_addr, best->ai_addrlen);
  out->size = best->ai_addrlen;
  freeaddrinfo(found);
  return true;
}

static in_port_t *port_of(Address *address) {
  return address->storage.ss_family == AF_INET6
             ? &((struct sockaddr_in6 *)&address->storage)->sin6_port
             : &((struct sockaddr_in *)&address->storage)->sin_port;
}

static int try_port(Address *address, uint32_t port) {
  int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  *port_of(address) = htons((in_port_t)port);
  if (bind(fd, (struct sockaddr *)&address->storage, address->size) == 0 &&
      listen(fd, BACKLOG) == 0)
    return fd;
  int error = errno;
  close(fd);
  errno = error;
  return -1;
}

static void append_url(Buf *url, int fd, Address *address) {
  getsockname(fd, (struct sockaddr *)&address->storage, &address->size);
  char text[INET6_ADDRSTRLEN] = "";
  bool is_v6 = address->storage.ss_family == AF_INET6;
  const void *bytes = is_v6 ? (const void *)&((struct sockaddr_in6 *)&address->storage)->sin6_addr
                            : (const void *)&((struct sockaddr_in *)&address->storage)->sin_addr;
  inet_ntop(address->storage.ss_family, bytes, text, sizeof text);
  buf_printf(url, "http://%s%s%s:%u/", is_v6 ? "[" : "", text, is_v6 ? "]" : "",
             (unsigned)ntohs(*port_of(address)));
}

int listen_at(const char *host, uint32_t port, Buf *url, Err *err) {
  Address address = { .size = 0 };
  if (!find_address(host, &address, err)) return -1;
  int fd = -1;
  uint32_t tried = port;
  for (; tried <= PORT_MAX && tried < port + PORTS_TRIED; tried++) {
    fd = try_port(&address, tried);
    if (fd >= 0 || errno != EADDRINUSE) break;
  }
  if (fd < 0) {
    err_set_errno(err, errno,
                  "Could not listen on %s, port %" PRIu32 "; choose others with --host and --port",
                  host, port);
    return -1;
  }
  append_url(url, fd, &address);
  return fd;
}
