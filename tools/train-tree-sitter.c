// What release builds train the tree-sitter core with (tools/packages.cmake): parses each file given and walks its tree as lowering does,
// so that the compiler knows which ways are taken often. Prints the number of nodes.
#include <stdio.h>
#include <stdlib.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_javascript(void);

// The whole file, or NULL. The caller frees it.
static char *read_file(const char *path, uint32_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;

  enum { SIZE_MAX_TRAINED = 1 << 24 };

  char *text = (char *)malloc(SIZE_MAX_TRAINED);
  *size = text ? (uint32_t)fread(text, 1, SIZE_MAX_TRAINED, file) : 0;
  fclose(file);
  return text;
}

static uint64_t walk(const TSTree *tree) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  uint64_t nodes = 0;
  bool more = true;
  while (more) {
    TSNode node = ts_tree_cursor_current_node(&cursor);
    nodes += ts_node_symbol(node) != 0 && ts_node_end_byte(node) >= ts_node_start_byte(node);
    more = ts_tree_cursor_goto_first_child(&cursor);
    while (!more) {
      more = ts_tree_cursor_goto_next_sibling(&cursor);
      if (!more && !ts_tree_cursor_goto_parent(&cursor)) break;
    }
  }
  ts_tree_cursor_delete(&cursor);
  return nodes;
}

int main(int argc, char **argv) {
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_javascript())) return 1;
  uint64_t nodes = 0;
  for (int i = 1; i < argc; i++) {
    uint32_t size = 0;
    char *text = read_file(argv[i], &size);
    if (text == NULL) {
      fprintf(stderr, "train-tree-sitter: cannot read %s\n", argv[i]);
      return 1;
    }
    TSTree *tree = ts_parser_parse_string_encoding(parser, NULL, text, size, TSInputEncodingUTF8);
    nodes += walk(tree);
    ts_tree_delete(tree);
    free(text);
  }
  ts_parser_delete(parser);
  printf("%llu nodes in %d files\n", (unsigned long long)nodes, argc - 1);
  return 0;
}
