#include "browser.h"

#include "installed.h"

#include "base/fs.h"
#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

bool browser_find(Browser *browser, Err *err) {
  static const char remedy[] = "run tools/setup --browser in neap's source tree";
  const char *given = getenv("CHROMIUM"); // NOLINT(concurrency-mt-unsafe): one thread
  const char *chromium = given ? given : "/usr/bin/chromium";
  if (access(chromium, X_OK) != 0) {
    return err_set(err, "dev-server loads its page in Chromium, and there is no %s: %s", chromium,
                   given ? "CHROMIUM must name it" : remedy);
  }
  if (!fs_is_folder(NEAP_SOURCE_FOLDER "/tests/browser/node_modules/playwright-core")) {
    return err_set(err, "dev-server needs the package playwright-core to load its page: %s",
                   remedy);
  }
  browser->script = str_copy(STR(NEAP_SOURCE_FOLDER "/bench/visit.mjs"));
  browser->node = installed_command("node");
  return browser->node || err_set(err, "dev-server needs node to load its page");
}

void browser_clear(Browser *browser) {
  mem_free(browser->node);
  mem_free(browser->script);
  *browser = (Browser){ 0 };
}
