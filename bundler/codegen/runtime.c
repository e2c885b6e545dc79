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
// it is exports.default where __esModule says that there was an ES module once; __esModule itself is mostly not enumerable, and a name all the same. Real namespaces (require of ES modules) stay as they are.
static const char import_text[] =
    "var " NAME_IMPORT " = (module, isNode) => {\n"
    "  const hasNames = module !== null && /^(object|function)$/.test(typeof module);\n"
    "  if (hasNames && Object.getPrototypeOf(module) === null && "
    "module[Symbol.toStringTag] === \"Module\") return module;\n"
    "  const isConverted = !isNode && hasNames && module.__esModule;\n"
    "  const getters = { __proto__: null, default: () => isConverted ? module.default : module };\n"
    "  if (hasNames && Object.prototype.hasOwnProperty.call(module, \"__esModule\")) "
    "getters.__esModule = () => module.__esModule;\n"
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

// __commonJS: what require() of a wrapped CommonJS module calls. A module that threw is evaluated anew by the next one, as in Node. Only an entry
// has no parent: `if (!module.parent)` is how programs ask whether they were started, and a library in a bundle was not.
static const char commonjs_text[] = "var " NAME_COMMONJS " = (body, own) => {\n"
                                    "  let module;\n"
                                    "  return () => {\n"
                                    "    if (module) return module.exports;\n"
                                    "    module = own || { exports: {}, children: [], paths: [], "
                                    "loaded: false, parent: { children: [], paths: [] } };\n"
                                    "    try {\n"
                                    "      body.call(module.exports, module.exports, module);\n"
                                    "    } catch (error) {\n"
                                    "      module = undefined;\n"
                                    "      throw error;\n"
                                    "    }\n"
                                    "    module.loaded = true;\n"
                                    "    return module.exports;\n"
                                    "  };\n"
                                    "};\n";

// __lazy: evaluates a wrapped ES module, once; in a circle, who comes back finds it under way. One that threw throws the same again.
static const char lazy_text[] = "var " NAME_LAZY " = (body) => {\n"
                                "  let failure;\n"
                                "  return () => {\n"
                                "    if (failure) throw failure.error;\n"
                                "    const evaluate = body;\n"
                                "    body = undefined;\n"
                                "    try {\n"
                                "      if (evaluate) evaluate();\n"
                                "    } catch (error) {\n"
                                "      failure = { error };\n"
                                "      throw error;\n"
                                "    }\n"
                                "  };\n"
                                "};\n";

// __lazyAsync: the same, with top-level await. While the modules that it imports are being started, who comes back in a circle does not wait.
static const char lazy_async_text[] = "var " NAME_LAZY_ASYNC " = (body) => {\n"
                                      "  let promise, isEntered = false;\n"
                                      "  return () => {\n"
                                      "    if (isEntered) return;\n"
                                      "    if (!promise) {\n"
                                      "      isEntered = true;\n"
                                      "      promise = body();\n"
                                      "      isEntered = false;\n"
                                      "    }\n"
                                      "    return promise;\n"
                                      "  };\n"
                                      "};\n";

static const char all_text[] = "var " NAME_ALL " = (started) => Promise.all(started);\n";

static const char later_text[] =
    "var " NAME_LATER " = (evaluate) => Promise.resolve().then(evaluate);\n";

// __required: what require() of an ES module gives (Node, "Loading ECMAScript modules using require()").
static const char required_text[] =
    "var " NAME_REQUIRED " = ((known) => (namespace) => {\n"
    "  if (\"module.exports\" in namespace) return namespace[\"module.exports\"];\n"
    "  if (!(\"default\" in namespace) || \"__esModule\" in namespace) return namespace;\n"
    "  if (!known.has(namespace)) {\n"
    "    const own = { __proto__: null, __esModule: () => true, default: () => namespace.default "
    "};\n"
    "    known.set(namespace, " NAME_NAMESPACE "(own, namespace));\n"
    "  }\n"
    "  return known.get(namespace);\n"
    "})(new WeakMap());\n";

static const char require_text[] =
    "var " NAME_REQUIRE " = typeof require === \"function\" ? require : (name) => {\n"
    "  throw Object.assign(new Error(`Cannot find module \"${name}\": it is not in the bundle, and "
    "there is no require() here`), { code: \"MODULE_NOT_FOUND\" });\n"
    "};\n";

static const char node_require_text[] =
    "var " NAME_REQUIRE " = " NAME_CREATE_REQUIRE "(import.meta.url);\n";

static const char main_text[] =
    "var " NAME_MAIN " = { exports: {}, children: [], paths: [], loaded: false, "
    "parent: null };\n";

// `require.main === module` asks whether Node was started with this file; an ES module's require() has no main of itself.
static const char node_main_text[] =
    "Object.assign(" NAME_MAIN ", { id: \".\", path: import.meta.dirname, "
    "filename: import.meta.filename, require: " NAME_REQUIRE " });\n"
    "try {\n"
    "  if (" NAME_REQUIRE ".resolve(globalThis.process.argv[1]) === " NAME_MAIN
    ".filename) " NAME_REQUIRE ".main = " NAME_MAIN ";\n"
    "} catch {} // started with no file at all\n";

static const char node_paths_text[] =
    "var __filename = import.meta.filename, __dirname = import.meta.dirname;\n";

void write_own(Writer *out, const Link *link, Str text) {
  while (text.len != 0) {
    size_t end = str_find(text, '@');
    write_str(out, str_slice(text, 0, end));
    if (end != text.len) write_str(out, atom_str(link->own_suffix));
    text = str_slice(text, end + 1, text.len);
  }
}

void runtime_write_imports(Writer *out, const Link *link, uint32_t wanted) {
  const Str import =
      STR("import { createRequire as " NAME_CREATE_REQUIRE " } from \"node:module\";\n");
  if (wanted & RUNTIME_NODE_REQUIRE) write_own(out, link, import);
}

static void write_lines(Writer *out, const Link *link, Str text, uint32_t indent) {
  while (text.len != 0) {
    size_t end = str_find(text, '\n') + 1;
    for (uint32_t i = 0; i < indent; i++) {
      write_str(out, STR("  "));
    }
    write_own(out, link, str_slice(text, 0, end));
    text = str_slice(text, end, text.len);
  }
}

void runtime_write(Writer *out, const Link *link, uint32_t wanted, uint32_t indent) {
  static const struct {
    uint32_t part;
    const char *text;
  } parts[] = {
    { RUNTIME_NAMESPACE, namespace_text },
    { RUNTIME_IMPORT, import_text },
    { RUNTIME_EXPORT, export_text },
    { RUNTIME_EXPORT_STAR, export_star_text },
    { RUNTIME_SET_NAME, set_name_text },
    { RUNTIME_COMMONJS, commonjs_text },
    { RUNTIME_LAZY, lazy_text },
    { RUNTIME_LAZY_ASYNC, lazy_async_text },
    { RUNTIME_ALL, all_text },
    { RUNTIME_LATER, later_text },
    { RUNTIME_REQUIRED, required_text },
    { RUNTIME_REQUIRE, require_text },
    { RUNTIME_NODE_REQUIRE, node_require_text },
    { RUNTIME_NODE_PATHS, node_paths_text },
    { RUNTIME_MAIN, main_text },
    { RUNTIME_NODE_MAIN, node_main_text },
  };

  if (wanted & (RUNTIME_IMPORT | RUNTIME_REQUIRED)) wanted |= RUNTIME_NAMESPACE;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (wanted & parts[i].part) write_lines(out, link, str_of(parts[i].text), indent);
  }
}
