# Included behind project(): compiles against the headers of Qt for this machine. They are the same for
# all systems; nothing can be linked.
function(overlap_use_headers_only)
  get_property(targets DIRECTORY PROPERTY IMPORTED_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL SHARED_LIBRARY)
      # Any file will do.
      set_target_properties(${target} PROPERTIES
        IMPORTED_IMPLIB "${CMAKE_CURRENT_FUNCTION_LIST_FILE}")
    endif()
    # This machine's own headers are not those of Windows.
    get_target_property(directories ${target} INTERFACE_INCLUDE_DIRECTORIES)
    if(directories)
      list(FILTER directories EXCLUDE REGEX "^/usr/include/?$")
      set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${directories}")
    endif()
  endforeach()
endfunction()
cmake_language(DEFER CALL overlap_use_headers_only)
