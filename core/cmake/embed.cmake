# cmake -D FOLDER=DIR -D OUT=FILE.c -P embed.cmake: the files of core/cli/new-stage as constants, so that they can be read
# and tried as files, and `galley new-stage` needs none at run time.
file(GLOB names RELATIVE ${FOLDER} ${FOLDER}/*)
set(arrays "")
set(table "")
foreach(name ${names})
  file(READ ${FOLDER}/${name} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(MAKE_C_IDENTIFIER ${name} array)
  string(APPEND arrays "static const unsigned char ${array}[] = {${bytes}};\n")
  string(APPEND table "    {\"${name}\", ${array}, sizeof ${array}},\n")
endforeach()
file(WRITE ${OUT} "#include \"cli/new_stage_files.h\"\n\n${arrays}\n"
                  "const new_stage_file new_stage_files[] = {\n${table}    {0}};\n")
