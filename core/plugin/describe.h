/* What a stage type says of itself, for people and for programs. All of it comes from the descriptor. */
#ifndef CORE_PLUGIN_DESCRIBE_H
#define CORE_PLUGIN_DESCRIBE_H

#include "plugin/plugin.h"

#include <jansson.h>

/* Appends a page of text, at most 100 columns wide but for words that are longer. */
void describe_text(const plugin *plugin, galley_buffer *out);

/* A new reference: {"name", "version", "about", "description", "parameters", "reads", "writes", "reasons", "counters",
 * "memory", "plugin"}. */
json_t *describe_json(const plugin *plugin);

#endif
