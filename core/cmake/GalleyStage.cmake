# galley_add_stage(NAME SOURCE...): builds a stage plugin NAME.so. The same function inside this tree and, through
# find_package(Galley), outside it. The target is stage_NAME, since CMake keeps names such as "clean" for itself.
function(galley_add_stage name)
  add_library(stage_${name} MODULE ${ARGN})
  target_link_libraries(stage_${name} PRIVATE Galley::galley)
  # Undefined functions are found when it is built, not in the middle of a corpus; only the descriptor is exported.
  target_link_options(stage_${name} PRIVATE -Wl,-z,defs -Wl,-z,now)
  set_target_properties(
    stage_${name}
    PROPERTIES OUTPUT_NAME ${name}
               PREFIX ""
               SUFFIX ".so"
               C_STANDARD 11
               C_VISIBILITY_PRESET hidden
               CXX_VISIBILITY_PRESET hidden)
endfunction()
