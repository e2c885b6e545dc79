#include "watch/signals.h"

#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>

int signals_take(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
  signal(SIGXFSZ, SIG_IGN); // NOLINT(cert-err33-c): writing fails instead
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}
