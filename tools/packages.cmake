# The tree-sitter core and its JavaScript grammar, compiled from the C sources inside their npm packages.
set(TREE_SITTER_DIR ${CMAKE_SOURCE_DIR}/node_modules/tree-sitter/vendor/tree-sitter/lib)
set(TREE_SITTER_JAVASCRIPT_DIR ${CMAKE_SOURCE_DIR}/node_modules/tree-sitter-javascript/src)
if(NOT EXISTS ${TREE_SITTER_DIR}/src/lib.c OR NOT EXISTS ${TREE_SITTER_JAVASCRIPT_DIR}/parser.c)
  message(FATAL_ERROR "The tree-sitter packages are missing; run: npm ci --ignore-scripts")
endif()

# Seven tenths of a build's time are spent in here, so release builds by gcc compile it twice: first to count which ways are taken how
# often while it parses the sample project, then with what was counted. That is a fifth fewer instructions for the same parse.
# Sets `result` to the objects of `sources`.
function(tree_sitter_train result)
  set(sources ${ARGN})
  set(folder ${CMAKE_BINARY_DIR}/tree-sitter)
  set(trainer ${CMAKE_SOURCE_DIR}/tools/train-tree-sitter.c)
  set(compile ${CMAKE_C_COMPILER} -std=gnu17 -D_GNU_SOURCE -DNDEBUG -w -O3 -g -fPIC -fno-semantic-interposition
              -I${TREE_SITTER_DIR}/include -I${TREE_SITTER_DIR}/src -I${TREE_SITTER_JAVASCRIPT_DIR})
  # A profile lies beside the object that it belongs to and has its name, so that both times the objects have the same place.
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    list(APPEND objects ${folder}/${name}.o)
    list(APPEND profiles ${folder}/${name}.gcda)
    list(APPEND count COMMAND ${compile} -fprofile-generate -c ${source} -o ${folder}/${name}.o)
    list(APPEND use COMMAND ${compile} -fprofile-use -fprofile-partial-training -c ${source} -o ${folder}/${name}.o)
  endforeach()
  file(GLOB_RECURSE sample CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/corpus/sample/src/*.js)
  file(GLOB_RECURSE headers ${TREE_SITTER_DIR}/*.[ch] ${TREE_SITTER_JAVASCRIPT_DIR}/*.h)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${objects}
    COMMAND ${CMAKE_COMMAND} -E rm -f ${profiles}
    ${count}
    COMMAND ${compile} -fprofile-generate ${trainer} ${objects} -o ${folder}/train
    COMMAND ${folder}/train ${sample}
    ${use}
    WORKING_DIRECTORY ${folder}
    DEPENDS ${trainer} ${sample} ${headers} ${sources}
    COMMENT "Compiling tree-sitter, trained on the sample project"
    VERBATIM)
  set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  add_custom_target(tree_sitter_objects DEPENDS ${objects})
  set(${result} ${objects} PARENT_SCOPE)
endfunction()

set(tree_sitter_sources ${TREE_SITTER_DIR}/src/lib.c ${TREE_SITTER_JAVASCRIPT_DIR}/parser.c ${TREE_SITTER_JAVASCRIPT_DIR}/scanner.c)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" AND NOT NEAP_SANITIZE)
  tree_sitter_train(tree_sitter_sources ${tree_sitter_sources})
endif()
list(POP_FRONT tree_sitter_sources core)

add_library(tree_sitter STATIC ${core})
target_include_directories(tree_sitter SYSTEM PUBLIC ${TREE_SITTER_DIR}/include)
target_include_directories(tree_sitter PRIVATE ${TREE_SITTER_DIR}/src)
target_compile_definitions(tree_sitter PRIVATE _GNU_SOURCE)
# Position-independent code would forbid inlining across the core's own functions: parsing takes 8 % longer without this.
target_compile_options(tree_sitter PRIVATE -w -fno-semantic-interposition)

add_library(tree_sitter_javascript STATIC ${tree_sitter_sources})
target_include_directories(tree_sitter_javascript PRIVATE ${TREE_SITTER_JAVASCRIPT_DIR})
target_compile_options(tree_sitter_javascript PRIVATE -w)

foreach(library tree_sitter tree_sitter_javascript)
  set_target_properties(${library} PROPERTIES LINKER_LANGUAGE C)
  if(TARGET tree_sitter_objects)
    add_dependencies(${library} tree_sitter_objects)
  endif()
endforeach()
