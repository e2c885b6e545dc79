# neap::neap, the shared library, and neap::static. Linked first, either takes the place of the C library's malloc.
include(CMakeFindDependencyMacro)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/neapTargets.cmake)
