#include "corpus/module_text.h"

#include <stdio.h>

enum { NAME_MAX_BYTES = 72, STREAM_TEXT = 7, STREAM_NAME = 9 };

// clang-format off
static const char *const nouns[] = {
  "Anchor", "Beacon", "Berth", "Bilge", "Bollard", "Bow", "Breaker", "Bridge", "Buoy", "Cable", "Canal", "Chart", "Current", "Deck",
  "Dock", "Ebb", "Fathom", "Ferry", "Fleet", "Fog", "Gale", "Gangway", "Gauge", "Harbour", "Hatch", "Haven", "Helm", "Hull", "Jetty",
  "Keel", "Knot", "Ladder", "Lantern", "Ledge", "Lock", "Mast", "Mooring", "Neap", "Oar", "Pier", "Pilot", "Port", "Quay", "Reef",
  "Rudder", "Sail", "Shoal", "Signal", "Sluice", "Spar", "Spring", "Squall", "Stern", "Swell", "Tide", "Tiller", "Vane", "Wake",
};

static const char *const verbs[] = {
  "adjust", "bind", "build", "cast", "chart", "clear", "count", "draw", "fetch", "fill", "find", "fold", "gather", "haul", "join",
  "lift", "list", "load", "lower", "make", "mark", "measure", "merge", "moor", "open", "parse", "pick", "plan", "pull", "raise",
  "read", "reef", "resolve", "scan", "set", "shift", "sort", "sound", "split", "steer", "stow", "sum", "take", "tally", "trim",
};

// Top-level names that many modules choose alike, so that a bundle must tell them apart.
static const char *const locals[] = {
  "cache", "state", "options", "defaults", "helper", "format", "parse", "create", "value", "list", "state2", "cache_1", "options$1", "_helper",
};

// Statements in a function's body. They fold something into `h`; @ is a number, @@ one that is new in the module, ~ one of
// `locals` that the module does not declare (in a block of its own, or free and so the program's, which nobody declares).
static const char *const statements[] = {
  "h = mix(h, x * @);",
  "for (let i = 0; i < @ % 7; i++) h = mix(h, i);",
  "if (h & @) h = mix(h, @); else h ^= @;",
  "const { a: first@@, ...rest@@ } = { a: h & @, b: @, c: @ };\nh = mix(h, first@@ + Object.keys(rest@@).length);",
  "{\n  const ~ = [h, x, @].map((item) => item % @);\n  h = mix(h, ~.reduce((a, b) => a + b, 0));\n}",
  "switch (h % 4) {\n  case 0:\n    h += @;\n    break;\n  case 1:\n  case 2:\n    h ^= @;\n  default:\n    h = mix(h, @);\n}",
  "try {\n  if (h % 5 === @ % 5) throw new RangeError(\"@\");\n  h = mix(h, @);\n} catch ({ message }) {\n  h = mix(h, +message);\n} finally {\n  h >>>= 0;\n}",
  "const text@@ = `at ${x} of ${h % @}`;\nh = mix(h, text@@.length);",
  "h = mix(h, [...\"harbour @\"].filter((c) => c > \"h\").length);",
  "let n@@ = @;\nwhile (n@@ > 1) {\n  n@@ = n@@ % 2 ? n@@ - 1 : n@@ / 2;\n  h = mix(h, n@@);\n}",
  "{\n  const ~ = (n, ...more) => (more.length ? n + more[0] : n ?? @);\n  h = mix(h, ~(x, @) + ~(null));\n}",
  "function* walk@@(to) {\n  for (let at = 0; at < to; at += @) yield at;\n}\nfor (const at of walk@@(@)) h = mix(h, at);",
  "const table@@ = new Map([[\"a\", @], [\"b\", x]]);\nfor (const [key, value] of table@@) h = mix(h, key.charCodeAt(0) + value);",
  "h = mix(h, /^(?<head>\\d+)-(\\d+)$/u.exec(`${x >>> 0}-@`)?.groups.head.length ?? @);",
  "var self@@ = { get depth() { return @; }, [\"key\" + @]: x, method() { return this.depth; } };\nh = mix(h, self@@.method() + self@@?.depth);",
  "outer: for (const i of [1, 2, 3]) {\n  for (const j of [1, 2]) {\n    if (i * j > @ % 6) break outer;\n    if (j === 2) continue outer;\n    h = mix(h, i + j);\n  }\n}",
  "const fold@@ = (n) => (n <= 0 ? @ : mix(n, fold@@(n - 1)));\nh = mix(h, fold@@(@ % 9));",
  "h = mix(h, Number(BigInt(x >>> 0) * @n % 97n));",
  "do h = mix(h, x--); while (x > 0 && x % @);",
  "const [, second@@ = @, [third@@] = [@]] = [h, undefined];\nh = mix(h, second@@ ** 2 - third@@);",
  "h = mix(h, typeof ~ === \"undefined\" ? @ : 1), (h |= 0);",
  "const bound@@ = function () {\n  return arguments.length + @;\n};\nh = mix(h, bound@@.call(null, 1, 2) - -x);",
};
// clang-format on

static const char *const comments[] = {
  "Keeps the tally of what came in with the tide.",
  "The order matters here: what is moored first sails last.",
  "See the chart for where these numbers come from.",
  "Falls back to the default when the gauge is silent.",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char module_runtime_text[] =
    "// What every module shares: numbers are mixed, and what modules can do is run once all of "
    "them are there.\n"
    "let total = 2166136261;\n"
    "const registered = [];\n"
    "\n"
    "export let ready = false;\n"
    "\n"
    "export function mix(a, b) {\n"
    "  let h = (a ^ Math.imul(b ^ (b >>> 15), 0x2c1b3c6d)) | 0;\n"
    "  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);\n"
    "  return (h ^ (h >>> 15)) >>> 0;\n"
    "}\n"
    "\n"
    "export function register(id, run) {\n"
    "  total = mix(total, id);\n"
    "  registered.push(run);\n"
    "}\n"
    "\n"
    "export function finish() {\n"
    "  ready = true;\n"
    "  for (const run of registered) total = mix(total, run(total & 255, 2));\n"
    "  return `checksum ${total.toString(16).padStart(8, \"0\")} over ${registered.length} "
    "modules`;\n"
    "}\n";

static void append(Buf *out, const char *text) {
  buf_append(out, str_of(text));
}

static void append_base36(Buf *out, uint32_t number) {
  char digits[8];
  size_t count = 0;
  do {
    digits[count++] = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
    number /= 36;
  } while (number != 0);
  while (count != 0)
    buf_append_char(out, digits[--count]);
}

// --- Names ---

static uint32_t name_seed(const Shape *shape, uint32_t module) {
  Dice dice = dice_for(shape->seed, ((uint64_t)STREAM_NAME << 32) + module);
  return (uint32_t)(dice_next(&dice) >> 40);
}

static void append_lower(Buf *out, const char *word) {
  buf_append_char(out, (char)(word[0] | 0x20));
  append(out, word + 1);
}

// The name of export `index` of a module: measureBuoy1f, BuoyGauge1f, buoyLimit1f.
static void append_export_name(Buf *out, const Shape *shape, uint32_t module, uint32_t index) {
  uint32_t seed = name_seed(shape, module);
  const char *noun = nouns[(seed / 64 + index) % COUNT(nouns)];
  switch (shape_export_kind(shape, module, index)) {
    case EXPORT_FUNCTION:
      append(out, verbs[(seed + index) % COUNT(verbs)]);
      append(out, noun);
      break;
    case EXPORT_CONST:
      append_lower(out, noun);
      append(out, "Limit");
      break;
    case EXPORT_CLASS:
      append(out, noun);
      append(out, "Gauge");
      break;
  }
  append_base36(out, module);
}

static void append_offer_name(Buf *out, const Shape *shape, const Offer *offer) {
  append_export_name(out, shape, offer->module, offer->index);
  if (offer->alias == SHAPE_NONE) return;
  append(out, "As");
  append_base36(out, offer->alias);
}

static void append_folder(Buf *out, uint32_t module) {
  uint32_t folder = module / SHAPE_FOLDER_MODULES;
  append_lower(out, nouns[folder / SHAPE_FOLDER_MODULES % COUNT(nouns)]);
  append_base36(out, folder / SHAPE_FOLDER_MODULES);
  buf_append_char(out, '/');
  append_lower(out, nouns[folder % COUNT(nouns)]);
  append_base36(out, folder);
}

static void append_file(Buf *out, const Shape *shape, uint32_t module) {
  if (shape->modules.items[module].kind == MODULE_BARREL) {
    append(out, "index-");
  } else {
    append_lower(out, nouns[name_seed(shape, module) / 64 % COUNT(nouns)]);
  }
  append_base36(out, module);
  append(out, ".js");
}

void module_path_append(Buf *out, const Shape *shape, uint32_t module) {
  if (module == 0) {
    append(out, MODULE_ENTRY_PATH);
    return;
  }
  append(out, "src/");
  append_folder(out, module);
  buf_append_char(out, '/');
  append_file(out, shape, module);
}

// What the next dice say about how to write "target" in an import of `from`: mostly relative, now and then by the imports map.
static void append_specifier(Buf *out, const Shape *shape, uint32_t from, uint32_t target,
                             Dice *dice) {
  bool by_map = dice_percent(dice, 4);
  buf_append_char(out, '"');
  if (target == 0) {
    append(out, from == 0 ? "./index.js" : "../../index.js");
  } else if (from == 0) {
    append(out, "./");
    append_folder(out, target);
    buf_append_char(out, '/');
    append_file(out, shape, target);
  } else if (from / SHAPE_FOLDER_MODULES == target / SHAPE_FOLDER_MODULES) {
    append(out, "./");
    append_file(out, shape, target);
  } else {
    append(out, by_map ? "#src/" : "../../");
    append_folder(out, target);
    buf_append_char(out, '/');
    append_file(out, shape, target);
  }
  buf_append_char(out, '"');
}

// --- One module ---

// Something imported that bodies can use.
typedef struct Use {
  char name[NAME_MAX_BYTES]; // as it is written here: scan1f, imported3, all2.scan1f
  ExportKind kind;
  bool is_cycle;
} Use;

typedef struct Writer {
  Buf *out;
  const Shape *shape;
  const ShapeModule *module;
  uint32_t id;
  Dice dice;
  VEC(Use) uses;
  uint32_t serial;   // for names that must differ inside the module
  uint32_t declared; // bit i: locals[i] is declared at the top level
} Writer;

static void add_use(Writer *w, Str name, ExportKind kind, bool is_cycle) {
  Use use = { .kind = kind, .is_cycle = is_cycle };
  snprintf(use.name, sizeof use.name, "%.*s", STR_ARG(name));
  vec_push(&w->uses, use);
}

// import * as all2 from "…"
static void write_namespace_import(Writer *w, const ShapeModule *target, bool is_cycle) {
  Buf name = BUF_EMPTY;
  uint32_t number = w->serial++;
  buf_printf(w->out, "* as all%u", number);
  for (uint32_t i = 0; i < target->offers.len && i < 3; i++) {
    const Offer *offer = &target->offers.items[dice_below(&w->dice, target->offers.len)];
    name.len = 0;
    buf_printf(&name, "all%u.", number);
    append_offer_name(&name, w->shape, offer);
    add_use(w, buf_str(&name), shape_export_kind(w->shape, offer->module, offer->index), is_cycle);
  }
  if (!is_cycle) {
    name.len = 0;
    buf_printf(&name, "Object.keys(all%u).length", number);
    add_use(w, buf_str(&name), EXPORT_CONST, is_cycle);
  }
  buf_clear(&name);
}

// import { scan1f, scan2g as imported3 } from "…"
static void write_named_import(Writer *w, const ShapeModule *target, bool is_cycle) {
  uint32_t wanted = 1 + dice_skewed(&w->dice, 5, 1);
  uint32_t first = dice_below(&w->dice, target->offers.len);
  Buf name = BUF_EMPTY;
  append(w->out, "{ ");
  for (uint32_t i = 0; i < wanted && i < target->offers.len; i++) {
    const Offer *offer = &target->offers.items[(first + i) % target->offers.len];
    name.len = 0;
    append_offer_name(&name, w->shape, offer);
    if (i != 0) append(w->out, ", ");
    buf_append(w->out, buf_str(&name));
    // Two ways to one name: only the alias is sure to be new here.
    name.len = 0;
    buf_printf(&name, "imported%u", w->serial);
    if (dice_percent(&w->dice, 30) || target->kind == MODULE_BARREL) {
      w->serial++;
      buf_printf(w->out, " as %.*s", STR_ARG(buf_str(&name)));
    } else {
      name.len = 0;
      append_offer_name(&name, w->shape, offer);
    }
    add_use(w, buf_str(&name), shape_export_kind(w->shape, offer->module, offer->index), is_cycle);
  }
  append(w->out, " }");
  buf_clear(&name);
}

static void write_import(Writer *w, const Edge *edge) {
  const ShapeModule *target = &w->shape->modules.items[edge->target];
  append(w->out, "import ");
  bool for_effect = target->offers.len == 0 || dice_percent(&w->dice, 4);
  if (!for_effect) {
    if (target->has_default && dice_percent(&w->dice, 60)) {
      char name[NAME_MAX_BYTES];
      snprintf(name, sizeof name, "default%u", w->serial++);
      add_use(w, str_of(name), EXPORT_FUNCTION, edge->is_cycle);
      buf_printf(w->out, "%s, ", name);
    }
    if (dice_percent(&w->dice, 12)) {
      write_namespace_import(w, target, edge->is_cycle);
    } else {
      write_named_import(w, target, edge->is_cycle);
    }
    append(w->out, " from ");
  }
  append_specifier(w->out, w->shape, w->id, edge->target, &w->dice);
  append(w->out, ";\n");
  if (for_effect || !target->has_default || edge->is_cycle || !dice_percent(&w->dice, 30)) return;
  char name[NAME_MAX_BYTES];
  snprintf(name, sizeof name, "version%u", w->serial++);
  buf_printf(w->out, "import { version as %s } from ", name);
  append_specifier(w->out, w->shape, w->id, edge->target, &w->dice);
  append(w->out, ";\n");
  add_use(w, str_of(name), EXPORT_CONST, false);
}

static void write_statement(Writer *w, const char *template, uint32_t indent) {
  uint32_t number = w->serial++;
  uint32_t local = dice_below(&w->dice, COUNT(locals));
  while (w->declared & (1u << local))
    local = (local + 1) % COUNT(locals);
  buf_printf(w->out, "%*s", (int)indent, "");
  for (const char *c = template; *c; c++) {
    if (c[0] == '@' && c[1] == '@') {
      buf_printf(w->out, "%u", number);
      c++;
    } else if (*c == '@') {
      buf_printf(w->out, "%u", 1 + dice_below(&w->dice, 97));
    } else if (*c == '~') {
      append(w->out, locals[local]);
    } else {
      buf_append_char(w->out, *c);
      if (*c == '\n') buf_printf(w->out, "%*s", (int)indent, "");
    }
  }
  buf_append_char(w->out, '\n');
}

static void write_statements(Writer *w, size_t end, uint32_t indent) {
  do {
    write_statement(w, statements[dice_below(&w->dice, COUNT(statements))], indent);
  } while (w->out->len < end);
}

// Calls something imported; what comes by a cycle, only once everything is there. `fuel` bounds the depth.
static void write_use(Writer *w, uint32_t indent) {
  if (w->uses.len == 0) return;
  const Use *use = &w->uses.items[dice_below(&w->dice, w->uses.len)];
  buf_printf(w->out, "%*s%s", (int)indent, "",
             use->is_cycle ? "if (ready && fuel > 0) h = mix(h, " : "if (fuel > 0) h = mix(h, ");
  switch (use->kind) {
    case EXPORT_FUNCTION: buf_printf(w->out, "%s(h & 1023, fuel - 1)", use->name); break;
    case EXPORT_CONST: append(w->out, use->name); break;
    case EXPORT_CLASS: buf_printf(w->out, "new %s(h & 63).value(fuel - 1)", use->name); break;
  }
  append(w->out, ");\n");
}

// What the forms of write_local offer.
static void write_local_use(Writer *w, uint32_t indent) {
  if (w->declared == 0) return;
  uint32_t local = dice_below(&w->dice, COUNT(locals));
  while (!(w->declared & (1u << local)))
    local = (local + 1) % COUNT(locals);
  static const char *const forms[] = { "%*sh = mix(h, %s++);\n", "%*sh = mix(h, %s(h & 7));\n",
                                       "%*sh = mix(h, %s.list.length);\n" };
  // The form goes with the name, so that the declaration and its uses agree.
  const char *form = forms[local % COUNT(forms)];
  const char *name = locals[local];
  buf_printf(w->out, form, (int)indent, "", name);
}

static void write_local(Writer *w, uint32_t local) {
  uint32_t number = 1 + dice_below(&w->dice, 900);
  switch (local % 3) {
    case 0: buf_printf(w->out, "let %s = %u;\n", locals[local], number); break;
    case 1:
      buf_printf(w->out, "function %s(n) {\n  return mix(n, %u);\n}\n", locals[local], number);
      break;
    default:
      buf_printf(w->out, "const %s = { list: [%u, \"%u\"] };\n", locals[local], number, number);
      break;
  }
}

static void write_locals(Writer *w) {
  uint32_t count = dice_skewed(&w->dice, 5, 0);
  for (; count > 0; count--)
    w->declared |= 1u << dice_below(&w->dice, COUNT(locals));
  for (uint32_t local = 0; local < COUNT(locals); local++) {
    if (w->declared & (1u << local)) write_local(w, local);
  }
}

static void write_body(Writer *w, size_t end, uint32_t indent) {
  write_local_use(w, indent);
  write_statements(w, end, indent);
  for (uint32_t count = dice_below(&w->dice, 4); count > 1; count--)
    write_use(w, indent);
  buf_printf(w->out, "%*sreturn h >>> 0;\n", (int)indent, "");
}

static void write_comment(Writer *w) {
  if (!dice_percent(&w->dice, 30)) return;
  const char *comment = comments[dice_below(&w->dice, COUNT(comments))];
  buf_printf(w->out,
             dice_percent(&w->dice, 50) ? "\n// %s\n" : "\n/**\n * %s\n * @returns {number}\n */\n",
             comment);
}

static void write_function(Writer *w, const char *head, Str name, size_t end) {
  write_comment(w);
  buf_printf(w->out, "%sfunction %.*s(x, fuel) {\n  let h = mix(x, %u);\n", head, STR_ARG(name),
             dice_below(&w->dice, 100000));
  write_body(w, end, 2);
  append(w->out, "}\n");
}

static const Use *find_base_class(Writer *w) {
  vec_each (use, &w->uses) {
    if (use->kind == EXPORT_CLASS && !use->is_cycle && dice_percent(&w->dice, 50)) return use;
  }
  return NULL;
}

static void write_class(Writer *w, const char *head, Str name, size_t end) {
  const Use *base = find_base_class(w);
  write_comment(w);
  buf_printf(w->out, "%sclass %.*s%s%s {\n", head, STR_ARG(name), base ? " extends " : "",
             base ? base->name : "");
  buf_printf(w->out, "  #level = %u;\n  static made = 0;\n\n", dice_below(&w->dice, 1000));
  if (dice_percent(&w->dice, 30)) append(w->out, "  static {\n    this.made += 1;\n  }\n\n");
  buf_printf(w->out,
             "  constructor(value) {\n%s    this.#level += value;\n    %.*s.made++;\n  }\n\n",
             base ? "    super(value);\n" : "", STR_ARG(name));
  append(w->out, "  get level() {\n    return this.#level;\n  }\n\n  value(fuel) {\n    let x = "
                 "this.level;\n");
  buf_printf(w->out, "    let h = mix(x, %s);\n",
             base ? "super.value(fuel)" : "new.target === undefined ? 1 : 2");
  write_body(w, end, 4);
  append(w->out, "  }\n}\n");
}

static void write_const(Writer *w, const char *head, Str name) {
  buf_printf(w->out, "%sconst %.*s = mix(%u, ", head, STR_ARG(name), dice_below(&w->dice, 100000));
  const Use *use = w->uses.len ? &w->uses.items[dice_below(&w->dice, w->uses.len)] : NULL;
  if (use == NULL || use->is_cycle) {
    buf_printf(w->out, "%u", dice_below(&w->dice, 1000));
  } else if (use->kind == EXPORT_FUNCTION) {
    buf_printf(w->out, "%s(%u, 1)", use->name, dice_below(&w->dice, 100));
  } else if (use->kind == EXPORT_CLASS) {
    buf_printf(w->out, "%s.made", use->name);
  } else {
    append(w->out, use->name);
  }
  append(w->out, ");\n");
}

static void write_exports(Writer *w, size_t start) {
  bool trailing = dice_percent(&w->dice, 25);
  const char *head = trailing ? "" : "export ";
  Buf name = BUF_EMPTY;
  uint32_t count = w->module->export_count;
  for (uint32_t i = 0; i < count; i++) {
    size_t end = start + (size_t)w->module->size * (i + 1) / (count + w->module->has_default);
    name.len = 0;
    append_export_name(&name, w->shape, w->id, i);
    switch (shape_export_kind(w->shape, w->id, i)) {
      case EXPORT_FUNCTION: write_function(w, head, buf_str(&name), end); break;
      case EXPORT_CLASS: write_class(w, head, buf_str(&name), end); break;
      case EXPORT_CONST: write_const(w, head, buf_str(&name)); break;
    }
    buf_append_char(w->out, '\n');
  }
  for (uint32_t i = 0; trailing && i < count; i++) {
    append(w->out, i == 0 ? "export { " : ", ");
    append_export_name(w->out, w->shape, w->id, i);
    if (i + 1 == count) append(w->out, " };\n");
  }
  buf_clear(&name);
}

static void write_default(Writer *w, size_t end) {
  static const char *const names[] = { "", "", "run", "main" };
  if (dice_percent(&w->dice, 25)) {
    append(w->out, "export default (x, fuel = 1) => mix(x, fuel);\n");
  } else {
    write_function(w, "export default ", str_of(names[dice_below(&w->dice, COUNT(names))]), end);
  }
  buf_printf(w->out, "export const version = %u;\n\n", w->id);
}

// Tables of literals until the size is reached, and one function that reads them.
static void write_data(Writer *w, size_t start) {
  append(w->out, "const rows = [\n");
  while (w->out->len < start + w->module->size) {
    uint32_t a = dice_below(&w->dice, 10000);
    const char *noun = nouns[dice_below(&w->dice, COUNT(nouns))];
    buf_printf(w->out,
               "  { name: \"%s\", at: [%u.%02u, -%u], \"deep water\": %s, note: '%s\\n' },\n", noun,
               a / 100, a % 100, dice_below(&w->dice, 180), a % 3 ? "true" : "null", noun);
  }
  append(w->out, "];\n\n");
}

static void write_registration(Writer *w) {
  buf_printf(w->out, "register(%u, (x, fuel) => [", w->id);
  for (uint32_t i = 0; i < w->module->export_count; i++) {
    if (i != 0) append(w->out, ", ");
    ExportKind kind = shape_export_kind(w->shape, w->id, i);
    if (kind == EXPORT_CLASS) append(w->out, "new ");
    append_export_name(w->out, w->shape, w->id, i);
    if (kind == EXPORT_CLASS) append(w->out, "(x).value(fuel)");
    if (kind == EXPORT_FUNCTION) append(w->out, "(x, fuel)");
  }
  append(w->out, w->module->kind == MODULE_DATA ? ", rows.length].reduce(mix));\n"
                                                : "].reduce(mix, x));\n");
}

static void write_code(Writer *w) {
  const char *runtime = w->id == 0 ? "./runtime.js" : "../../runtime.js";
  buf_printf(w->out, "import { mix, ready, register%s } from \"%s\";\n",
             w->id == 0 ? ", finish" : "", runtime);
  vec_each (edge, &w->module->edges)
    write_import(w, edge);
  buf_append_char(w->out, '\n');
  size_t start = w->out->len;
  if (w->module->kind == MODULE_DATA) {
    write_data(w, start);
  } else {
    write_locals(w);
    buf_append_char(w->out, '\n');
  }
  write_exports(w, start);
  if (w->module->has_default) write_default(w, start + w->module->size);
  write_registration(w);
  if (w->id == 0) append(w->out, "\nconsole.log(finish());\n");
}

static void write_names_edge(Writer *w, const Edge *edge) {
  append(w->out, "export {");
  const char *separator = " ";
  vec_each (offer, &w->module->offers) {
    if (offer->via != edge->target) continue;
    append(w->out, separator);
    separator = ", ";
    if (offer->alias == w->id) {
      append_export_name(w->out, w->shape, offer->module, offer->index);
      append(w->out, " as ");
    }
    append_offer_name(w->out, w->shape, offer);
  }
  append(w->out, " } from ");
}

static void write_barrel(Writer *w) {
  vec_each (edge, &w->module->edges) {
    switch (edge->form) {
      case EDGE_IMPORT: append(w->out, "import "); break;
      case EDGE_STAR: append(w->out, "export * from "); break;
      case EDGE_NAMESPACE: buf_printf(w->out, "export * as space%u from ", edge->target); break;
      case EDGE_NAMES: write_names_edge(w, edge); break;
    }
    append_specifier(w->out, w->shape, w->id, edge->target, &w->dice);
    append(w->out, ";\n");
  }
}

void module_text_append(Buf *out, const Shape *shape, uint32_t module) {
  Writer w = {
    .out = out,
    .shape = shape,
    .module = &shape->modules.items[module],
    .id = module,
    .dice = dice_for(shape->seed, ((uint64_t)STREAM_TEXT << 32) + module),
    .uses = VEC_EMPTY,
  };
  if (w.module->kind == MODULE_BARREL) {
    write_barrel(&w);
  } else {
    write_code(&w);
  }
  vec_clear(&w.uses);
}
