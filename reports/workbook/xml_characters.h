#ifndef REPORTS_WORKBOOK_XML_CHARACTERS_H
#define REPORTS_WORKBOOK_XML_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether text is made of UTF-8 and of characters that XML 1.0 can hold, piece by piece: a
 * character may lie in two of them. Start from {0}. */
struct xml_characters {
    uint32_t character; /* what has come of it … */
    uint32_t least;     /* … which no shorter spelling has … */
    unsigned missing;   /* … and how many bytes have not */
    bool wrong;
};

void xml_characters_read(struct xml_characters *reading, const char *text, size_t size);
/* At the end. */
bool xml_characters_sound(const struct xml_characters *reading);

#endif
