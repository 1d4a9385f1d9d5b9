/* The tags that the plugin's own model gives, sorted; test_langdetect.c compares them with the model. */
#ifndef LANGDETECT_TAGS_H
#define LANGDETECT_TAGS_H

#define LANGDETECT_TAGS ""

#endif
