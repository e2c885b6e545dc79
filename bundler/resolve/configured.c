// tsconfig.json: compilers find modules by "paths" and "baseUrl" before they look in node_modules, and so do editors.
#include "base/mem.h"
#include "resolve/request.h"

static Found find_by_rule(const Request *request, const TsConfig *config, Str specifier) {
  Str matched;
  Found found = found_nothing();
  const PathRule *rule = tsconfig_rule(config, specifier, &matched);
  if (rule == NULL) return found;
  tell_step(request, "\"paths\" in %s has \"%s\" for it", config->file, rule->pattern);
  for (uint32_t i = 0; i < rule->targets.len && found.kind == FOUND_NOTHING; i++) {
    char *path = tsconfig_target(rule->targets.items[i], matched);
    found = find_path(request, NULL, str_of(path));
    mem_free(path);
  }
  return found;
}

Found find_configured(const Request *request, Str specifier, const Folder *from) {
  const TsConfig *config = from->config;
  if (config == NULL) return found_nothing();
  if (config->fault) return found_fault(str_format("Cannot read %s", config->fault), NULL);
  Found found = find_by_rule(request, config, specifier);
  bool is_name = specifier.data[0] != '/' && specifier.data[0] != '#';
  if (found.kind != FOUND_NOTHING || config->base_url == NULL || !is_name) return found;
  tell_step(request, "\"baseUrl\" in %s is %s", config->file, config->base_url);
  Folder *base = folder_at(request->resolver->tree, NULL, str_of(config->base_url));
  return base ? find_path(request, base, specifier) : found;
}
