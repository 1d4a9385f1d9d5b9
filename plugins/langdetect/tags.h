/* The tags that the plugin's own model gives, sorted; test_langdetect.c compares them with the model. */
#ifndef LANGDETECT_TAGS_H
#define LANGDETECT_TAGS_H

#define LANGDETECT_TAGS                                                                                                \
    "af am ar as az be bg bn bo br bs ca ceb chr cs cy da de dv dz el en eo es et eu fa fi fo fr fy ga gd "            \
    "gl gn gu ha he hi hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lg ln lo lt lv mg mi mk "              \
    "ml mn mr ms mt my nb ne nl nn nso ny oc om or pa pcm pl ps pt qu rn ro ru rw si sk sl sn so sq sr "               \
    "sr-Latn ss st su sv sw ta te tg th ti tk tl tn tr ts tt ug uk ur uz uz-Cyrl vi wo xh yi yo zh zu"

#endif
