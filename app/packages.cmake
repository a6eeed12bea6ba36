# Packages, by cpack: ZIP and NSIS on Windows, DMG on macOS, DEB and RPM on Linux.
set(CPACK_PACKAGE_NAME overlap)
set(CPACK_PACKAGE_VENDOR "The Overlap authors")
set(CPACK_PACKAGE_CONTACT "The Overlap authors <authors@overlap.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Local HTTP server that you can watch")
set(CPACK_PACKAGE_DESCRIPTION "Press Start, send requests, and see every connection and request live on a
timeline: which ones waited, slept or ran, and how many overlapped.")
set(CPACK_PACKAGE_HOMEPAGE_URL ${OVERLAP_HOMEPAGE})
set(CPACK_PACKAGE_EXECUTABLES overlap Overlap)
set(CPACK_PACKAGE_INSTALL_DIRECTORY Overlap)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

if(WIN32)
  set(CPACK_GENERATOR ZIP NSIS)
  set(CPACK_NSIS_MUI_ICON ${PROJECT_SOURCE_DIR}/resources/icons/overlap.ico)
  set(CPACK_NSIS_INSTALLED_ICON_NAME bin/overlap.exe)
elseif(APPLE)
  set(CPACK_GENERATOR DragNDrop)
  set(CPACK_DMG_SLA_USE_RESOURCE_FILE_LICENSE OFF) # nobody has to agree before the image opens
else()
  set(CPACK_GENERATOR)
  find_program(OVERLAP_DPKG dpkg-deb)
  if(OVERLAP_DPKG)
    list(APPEND CPACK_GENERATOR DEB)
  endif()
  find_program(OVERLAP_RPMBUILD rpmbuild)
  if(OVERLAP_RPMBUILD)
    list(APPEND CPACK_GENERATOR RPM)
  endif()
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)

  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
  set(CPACK_DEBIAN_PACKAGE_SECTION net)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  # Without a platform plugin Qt opens no window, and no library depends on it.
  set(CPACK_DEBIAN_PACKAGE_DEPENDS qt6-qpa-plugins)
  set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

  set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
  set(CPACK_RPM_PACKAGE_LICENSE MIT)
  set(CPACK_RPM_PACKAGE_GROUP Development/Tools)

  # What Debian wants to find in a package.
  set(documents ${PROJECT_BINARY_DIR}/documents)
  configure_file(${PROJECT_SOURCE_DIR}/LICENSE ${documents}/copyright COPYONLY)
  file(WRITE ${documents}/changelog.Debian "overlap (${PROJECT_VERSION}-1) unstable; urgency=low

  * The changes are in changelog.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${OVERLAP_RELEASED_RFC}
")
  configure_file(${PROJECT_SOURCE_DIR}/.github/CHANGELOG.md ${documents}/changelog COPYONLY)
  install(FILES ${documents}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/overlap)
  find_program(OVERLAP_GZIP gzip REQUIRED)
  foreach(document IN ITEMS changelog changelog.Debian)
    execute_process(COMMAND ${OVERLAP_GZIP} -9 -n -f -k ${documents}/${document}
                    COMMAND_ERROR_IS_FATAL ANY)
    install(FILES ${documents}/${document}.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/overlap)
  endforeach()
endif()
include(CPack)
