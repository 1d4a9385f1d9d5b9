# What `cmake --install` puts where: the command, libgalley and its headers, and how CMake and pkg-config find them. All
# of it can be moved as a whole. Plugins install themselves (plugins/CMakeLists.txt).
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Galley)
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(TARGETS galley EXPORT GalleyTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS galley_command EXPORT GalleyTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/galley DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT GalleyTargets NAMESPACE Galley:: DESTINATION ${package_dir})

# The build tree has the folders of an installation, so a stage can be built against it too.
set(package_build_dir ${CMAKE_BINARY_DIR}/${package_dir})
export(EXPORT GalleyTargets NAMESPACE Galley:: FILE ${package_build_dir}/GalleyTargets.cmake)
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/GalleyConfig.cmake.in ${package_build_dir}/GalleyConfig.cmake
  INSTALL_DESTINATION ${package_dir}
  PATH_VARS GALLEY_PLUGIN_DIR)
write_basic_package_version_file(${package_build_dir}/GalleyConfigVersion.cmake COMPATIBILITY SameMinorVersion)
configure_file(${CMAKE_CURRENT_LIST_DIR}/GalleyStage.cmake ${package_build_dir}/GalleyStage.cmake COPYONLY)
install(FILES ${package_build_dir}/GalleyConfig.cmake ${package_build_dir}/GalleyConfigVersion.cmake
              ${package_build_dir}/GalleyStage.cmake DESTINATION ${package_dir})

file(RELATIVE_PATH GALLEY_PREFIX_FROM_PC /${pc_dir} /)
string(REGEX REPLACE "/$" "" GALLEY_PREFIX_FROM_PC ${GALLEY_PREFIX_FROM_PC})
configure_file(${CMAKE_CURRENT_LIST_DIR}/galley.pc.in ${CMAKE_CURRENT_BINARY_DIR}/galley.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/galley.pc DESTINATION ${pc_dir})
