#ifndef IMPORTERS_SOURCE_PRIVATE_H
#define IMPORTERS_SOURCE_PRIVATE_H

#include "importers/text/ini.h"

struct source; /* source.h */

/* What the parts of source share: source.c has the value, its passes and what they must have,
 * source_entries.c reads the lines of sources.ini one by one. */

/* What the ini file is read with. */
struct source_reading {
    const struct ini *ini;
    struct source *source;
};

/* A line of the file into the pass of its section, made where none of its sections was met before. */
void source_entry_read(struct source_reading *reading, const struct ini_entry *entry);

#endif
