# cmake -D FOLDER=DIR -D HEADER=FILE.h -D LIST=NAME -D OUT=FILE.c -P embed.cmake: the files of a folder as the constants
# of a list that the header declares, so that they can be read and tried as files, and the command needs none at run
# time.
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
file(WRITE ${OUT} "#include \"${HEADER}\"\n\n${arrays}\n"
                  "const embedded_file ${LIST}[] = {\n${table}    {0}};\n")
