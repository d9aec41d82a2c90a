# Turns a text file into C: cmake -DINPUT=schema.sql -DOUTPUT=schema_sql.c -DNAME=schema_sql -P embed.cmake
# gives `const char schema_sql[]`, ended by a NUL. Single characters, not a string literal: C17
# promises literals of 4,095 characters only, and nothing has to be escaped.
file(READ "${INPUT}" text HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," text "${text}")
# 12 a line.
string(REPEAT "'.x..'," 12 line)
string(REGEX REPLACE "(${line})" "\\1\n    " text "${text}")
get_filename_component(source "${INPUT}" NAME)
file(WRITE "${OUTPUT}" "/* Made from ${source}: change that instead. */
extern const char ${NAME}[];
const char ${NAME}[] = {
    ${text}0};
")
