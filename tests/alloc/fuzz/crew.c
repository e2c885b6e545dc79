#include "crew.h"

#include "support.h"
#include <pthread.h>
#include <semaphore.h>

typedef struct Member {
  pthread_t thread;
  sem_t turn, done;
  void (*work)(void); // NULL: end
  bool born;
} Member;

static Member members[CREW];

static void *member_lives(void *argument) {
  Member *member = argument;
  while (true) {
    while (sem_wait(&member->turn) != 0) {
    }
    if (!member->work) {
      return NULL;
    }
    member->work();
    sem_post(&member->done);
  }
}

static void member_is_born(Member *member) {
  EXPECT(sem_init(&member->turn, 0, 0) == 0 && sem_init(&member->done, 0, 0) == 0);
  EXPECT(pthread_create(&member->thread, NULL, member_lives, member) == 0);
  member->born = true;
}

void crew_do(unsigned index, void (*work)(void)) {
  if (index == 0) {
    work();
    return;
  }
  Member *member = &members[index];
  if (!member->born) {
    member_is_born(member);
  }
  member->work = work;
  sem_post(&member->turn);
  while (sem_wait(&member->done) != 0) {
  }
}

void crew_end(unsigned index) {
  Member *member = &members[index];
  if (member->born) {
    member->work = NULL;
    sem_post(&member->turn);
    EXPECT(pthread_join(member->thread, NULL) == 0);
    sem_destroy(&member->turn);
    sem_destroy(&member->done);
    member->born = false;
  }
}
