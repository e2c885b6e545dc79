#include "codegen/runtime.h"

#include "link/rename.h"

// __namespace: a module namespace object (ECMAScript, "Module Namespace Exotic Objects") as near as an ordinary object comes: no
// prototype, names in code unit order, read-only and live through getters, which keep the errors of what is not initialised. `getters`
// has no prototype either. `stars` are external modules that `export *` takes the other names from.
static const char namespace_text[] =
    "var " NAME_NAMESPACE " = (getters, ...stars) => {\n"
    "  for (const star of stars)\n"
    "    for (const name of Object.keys(star))\n"
    "      if (name !== \"default\" && !(name in getters)) getters[name] = () => star[name];\n"
    "  const namespace = Object.create(null);\n"
    "  for (const name of Object.keys(getters).sort())\n"
    "    Object.defineProperty(namespace, name, { get: getters[name], enumerable: true });\n"
    "  Object.defineProperty(namespace, Symbol.toStringTag, { value: \"Module\" });\n"
    "  return Object.preventExtensions(namespace);\n"
    "};\n";

// __import: the namespace of what require() gave. To importers that are ES modules for Node, `default` is all of module.exports; to others
// it is exports.default where __esModule says that there was an ES module once. Real namespaces (require of ES modules) stay as they are.
static const char import_text[] =
    "var " NAME_IMPORT " = (module, isNode) => {\n"
    "  const hasNames = module !== null && /^(object|function)$/.test(typeof module);\n"
    "  if (hasNames && Object.getPrototypeOf(module) === null && "
    "module[Symbol.toStringTag] === \"Module\") return module;\n"
    "  const isConverted = !isNode && hasNames && module.__esModule;\n"
    "  const getters = { __proto__: null, default: () => isConverted ? module.default : module };\n"
    "  return " NAME_NAMESPACE "(getters, hasNames ? module : {});\n"
    "};\n";

static const char export_text[] =
    "var " NAME_EXPORT " = (target, getters) => {\n"
    "  for (const name of Object.keys(getters))\n"
    "    Object.defineProperty(target, name, { get: getters[name], enumerable: true });\n"
    "};\n";

static const char export_star_text[] =
    "var " NAME_EXPORT_STAR " = (target, module) => {\n"
    "  for (const name of Object.keys(module))\n"
    "    if (name !== \"default\" && !Object.prototype.hasOwnProperty.call(target, name))\n"
    "      Object.defineProperty(target, name, { get: () => module[name], enumerable: true });\n"
    "};\n";

static const char set_name_text[] =
    "var " NAME_SET_NAME " = (value, name) => "
    "Object.defineProperty(value, \"name\", { value: name, configurable: true });\n";

static void write_lines(Writer *out, Str text, uint32_t indent) {
  while (text.len != 0) {
    size_t end = str_find(text, '\n') + 1;
    for (uint32_t i = 0; i < indent; i++) {
      write_str(out, STR("  "));
    }
    write_str(out, str_slice(text, 0, end));
    text = str_slice(text, end, text.len);
  }
}

void runtime_write(Writer *out, uint32_t wanted, uint32_t indent) {
  if (wanted & RUNTIME_IMPORT) wanted |= RUNTIME_NAMESPACE;
  if (wanted & RUNTIME_NAMESPACE) write_lines(out, STR(namespace_text), indent);
  if (wanted & RUNTIME_IMPORT) write_lines(out, STR(import_text), indent);
  if (wanted & RUNTIME_EXPORT) write_lines(out, STR(export_text), indent);
  if (wanted & RUNTIME_EXPORT_STAR) write_lines(out, STR(export_star_text), indent);
  if (wanted & RUNTIME_SET_NAME) write_lines(out, STR(set_name_text), indent);
}
