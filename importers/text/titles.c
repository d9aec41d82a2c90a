#include "importers/text/titles.h"

#include <string.h>

enum { TITLES_MAX = 20 };

/* How many of the headings are among a line's cells; *ret_filled: its cells that are not blank. */
static size_t headings_count(const struct text_line *line, const char *const *headings,
                             size_t *ret_filled)
{
    g_autofree char *text = g_strndup(line->text, line->length);
    g_auto(GStrv) cells = g_strsplit(text, ",", -1);
    size_t found = 0;
    *ret_filled = 0;
    for (size_t cell = 0; cells[cell]; cell++) {
        g_strstrip(g_strdelimit(cells[cell], "\"", ' '));
        *ret_filled += *cells[cell] ? 1 : 0;
    }
    for (size_t i = 0; headings[i]; i++) {
        found += g_strv_contains((const char *const *)cells, headings[i]) ? 1 : 0;
    }
    return found;
}

bool titles_skip(struct lines *lines, const char *const *headings, uint32_t *ret_skipped)
{
    const size_t wanted = g_strv_length((char **)headings);
    struct text_line line;
    int64_t offset = 0;
    *ret_skipped = 0;
    for (uint32_t i = 0; i < TITLES_MAX && lines_next(lines, &line) && !line.cut; i++) {
        size_t filled = 0;
        if (headings_count(&line, headings, &filled) == wanted) {
            offset = i > 0 ? line.offset : 0;
            *ret_skipped = i;
            break;
        }
        if (filled >= wanted) {
            break;
        }
    }
    return lines_rewind(lines, offset);
}
