#include "session.h"

#include "base/mem.h"

#include <math.h>

void session_values(const Session *session, uint32_t metric, uint32_t arm, double *values) {
  uint32_t per_block = session->arm_count;
  for (uint32_t block = 0; block < session->blocks_done; block++) {
    values[block] = NAN;
  }
  for (uint32_t i = 0; i < session->blocks_done * per_block; i++) {
    if (session->plan.jobs[i].arm == arm) values[i / per_block] = session->runs[i].values[metric];
  }
}

void session_make_plan(Session *session) {
  session->plan = plan_make(session->blocks, session->arm_count, session->seed);
  if (session->part_count != 0) plan_keep_part(&session->plan, session->part, session->part_count);
  session->runs = (Run *)mem_alloc_zeroed(session->plan.count, sizeof *session->runs);
}

bool session_adopt(Session *session, uint32_t block, Run *runs) {
  if (!plan_bring_forward(&session->plan, session->arm_count, block, session->blocks_done))
    return false;
  for (uint32_t i = 0; i < session->arm_count; i++) {
    session->runs[session->runs_done++] = runs[i];
  }
  session->blocks_done++;
  return true;
}

void session_clear(Session *session) {
  for (uint32_t i = 0; i < session->arm_count; i++) {
    arm_clear(&session->arms[i]);
  }
  for (uint32_t i = 0; i < session->runs_done; i++) {
    run_clear(&session->runs[i]);
  }
  plan_clear(&session->plan);
  vec_clear(&session->gates);
  arm_texts_clear(&session->arm_texts);
  mem_free(session->runs);
  mem_free(session->workload_text);
  mem_free(session->entry);
  mem_free(session->program);
  mem_free(session->libneap);
  mem_free(session->launcher);
  mem_free(session->scratch);
  mem_free(session->failure);
  browser_clear(&session->browser);
}

uint64_t session_ticks(const Session *session) {
  const Machine *now = &session->machine_now;
  uint64_t own = now->ticks > session->machine.ticks ? now->ticks - session->machine.ticks : 0;
  return session->earlier_ticks + own;
}

uint64_t session_stolen_ticks(const Session *session) {
  bool has_own = session->machine_now.ticks > session->machine.ticks;
  return session->earlier_stolen_ticks +
         (has_own ? session->machine_now.stolen_ticks - session->machine.stolen_ticks : 0);
}
