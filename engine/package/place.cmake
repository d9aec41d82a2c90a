# What CMakeLists.txt lets run while it installs: writes the unit and the pages into `placed`, with the directories
# in which things are on the machine (of CMAKE_INSTALL_PREFIX, without DESTDIR) in the place of @RCTI_...@.

foreach(variable IN ITEMS RCTI_BIN RCTI_DATA RCTI_LIBEXEC)
    list(POP_FRONT directories ${variable})
    get_filename_component(${variable} "${${variable}}" ABSOLUTE BASE_DIR "${CMAKE_INSTALL_PREFIX}")
endforeach()
string(APPEND RCTI_DATA /rcti)
string(APPEND RCTI_LIBEXEC /rcti)

file(REMOVE_RECURSE "${placed}")
foreach(directory IN LISTS from)
    file(GLOB_RECURSE names RELATIVE "${directory}" "${directory}/man[15]/*" "${directory}/systemd/*.service")
    foreach(name IN LISTS names)
        configure_file("${directory}/${name}" "${placed}/${name}" @ONLY)
    endforeach()
endforeach()
