#ifndef IMPORTERS_PROPOSAL_SECTION_H
#define IMPORTERS_PROPOSAL_SECTION_H

#include <glib.h>
#include <stdbool.h>

/* A section of a proposed sources.ini: its lines, and which of them a person has to look at. */

/* A line that is LIKELY is asked for together with the others of its section, by one mark; one that is ASKED
 * has a mark of its own, which then stands for the likely ones too. */
enum asking { SURE, LIKELY, ASKED };

struct section;
/* "partners.csv columns". The caller frees. */
struct section *section_new(const char *name);
void section_free(struct section *section);
typedef struct section section;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(section, section_free)

/* A comment above the next line. */
void section_comment(struct section *section, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "KEY = VALUE". */
void section_line(struct section *section, enum asking asking, const char *key, const char *format,
                  ...) G_GNUC_PRINTF(4, 5);
/* With a "?" for a value, which a person fills in. */
void section_ask(struct section *section, const char *key);
bool section_is_empty(const struct section *section);
/* Asks for its first line, where nothing else of it is asked for. */
void section_ask_at_least(struct section *section);

/* Appends the section with its name, its comments wrapped, and its marks. */
void section_put(GString *out, const struct section *section);

#endif
