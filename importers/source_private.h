#ifndef IMPORTERS_SOURCE_PRIVATE_H
#define IMPORTERS_SOURCE_PRIVATE_H

#include "importers/text/ini.h"

/* source.h */
struct source;
struct source_pass;

/* What the parts of source share: source.c has the value, its passes and what they must have,
 * source_entries.c reads the lines of sources.ini one by one. */

/* What the ini file is read with. */
struct source_reading {
    struct ini *ini;
    struct source *source;
    GHashTable *words; /* the line of each of theirs, by pass, column, kind and text */
};

/* A line of the file into the pass of its section, made where none of its sections was met before. */
void source_entry_read(struct source_reading *reading, const struct ini_entry *entry);
/* Whether a line of [all exports] is right; if not, an issue. */
bool source_all_check(struct source_reading *reading, const struct ini_entry *entry);
/* The name of the pass to which a section belongs, in the strings of the source; NULL: it is none of a
 * file. */
const char *source_section_pass(const struct source_reading *reading, const char *section);
void source_pass_free(struct source_pass *pass);

#endif
