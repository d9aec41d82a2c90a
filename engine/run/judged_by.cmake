# again_judged_by, a hash of the sources: cmake -DTOP=DIR -DOUTPUT=FILE.c "-DSOURCES=a.c;b.h" -P judged_by.cmake
set(hashes "")
foreach(source ${SOURCES})
    file(SHA256 "${source}" hash)
    file(RELATIVE_PATH name "${TOP}" "${source}")
    string(APPEND hashes "${hash} ${name}\n")
endforeach()
string(SHA256 hash "${hashes}")
string(SUBSTRING "${hash}" 0 16 hash)
file(WRITE "${OUTPUT}" "#include \"engine/run/correct/again.h\"

const char again_judged_by[] = \"${hash}\";
")
