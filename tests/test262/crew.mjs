// Processes that run tests (realm.mjs), one test at a time each; one that hangs or dies is replaced.
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";

const TIME_LIMIT_MS = 10_000;

export class Crew {
  constructor(harnessFolder) {
    this.harnessFolder = harnessFolder;
    this.hands = Array.from({ length: Math.max(2, availableParallelism()) }, () => this.hire());
  }

  hire() {
    const options = { execArgv: ["--experimental-vm-modules", "--no-warnings"], stdio: ["ignore", "ignore", "ignore", "ipc"] };
    return fork(new URL("realm.mjs", import.meta.url).pathname, [this.harnessFolder], options);
  }

  // The fault of one test, or null.
  runOn(place, job) {
    const hand = this.hands[place];
    return new Promise((finish) => {
      const end = (fault, replace) => {
        clearTimeout(timer);
        hand.removeAllListeners();
        if (replace) {
          hand.kill("SIGKILL");
          this.hands[place] = this.hire();
        }
        finish(fault);
      };
      const timer = setTimeout(() => end("does not end", true), TIME_LIMIT_MS);
      hand.on("message", ({ fault }) => end(fault, false));
      hand.on("exit", () => end("the process died", true));
      hand.send(job);
    });
  }

  // The faults of all jobs, in their order.
  async run(jobs) {
    const faults = new Array(jobs.length);
    let next = 0;
    await Promise.all(this.hands.map(async (_, place) => {
      while (next < jobs.length) {
        const index = next++;
        faults[index] = await this.runOn(place, jobs[index]);
      }
    }));
    return faults;
  }

  dismiss() {
    for (const hand of this.hands) hand.kill();
  }
}
