# cmake -DOUT=FILE -DROOT=FOLDER -P build-id.cmake: a header with a hash of all sources that decide what a module becomes, so that a cache knows which build
# of neap understands an entry. It is the same on every machine and with every compiler.
cmake_minimum_required(VERSION 3.25)
file(GLOB_RECURSE sources RELATIVE ${ROOT} ${ROOT}/bundler/*.c ${ROOT}/bundler/*.h ${ROOT}/bundler/*.def ${ROOT}/package-lock.json
     ${ROOT}/tools/packages.cmake)
list(SORT sources)
set(hashes "")
foreach(source ${sources})
  file(SHA256 ${ROOT}/${source} hash)
  string(APPEND hashes "${source} ${hash}\n")
endforeach()
string(SHA256 all "${hashes}")
string(SUBSTRING ${all} 0 16 id)
file(WRITE ${OUT} "#define NEAP_BUILD_ID 0x${id}u\n")
