#ifndef IMPORTERS_TEXT_CHARACTERS_H
#define IMPORTERS_TEXT_CHARACTERS_H

#include <glib.h>
#include <stdbool.h>

/* What a value may be made of, whatever file it comes from. */

/* Characters that no value may have: they break a line, or hide in it; or they are none (U+FFFF and
 * its like), which no XML file may hold. */
bool character_is_refused(gunichar character);

/* The first of them; 0 where there is none. UTF-8. */
gunichar text_refused_character(const char *text);

/* Nothing to see: white space of any kind, or of no width. UTF-8. */
bool text_is_blank(const char *text);

#endif
