#include "importers/text/titles.h"

#include <string.h>

enum { TITLES_MAX = 20 };

/* How many of the headings are among a line's cells; *ret_filled: its cells that are not blank. */
static size_t headings_count(const struct text_line *line, const char *const *headings,
                             char delimiter, size_t *ret_filled)
{
    g_autofree char *text = g_utf8_make_valid(line->text, (gssize)line->length);
    g_auto(GStrv) cells = g_strsplit(text, (const char[]){delimiter, '\0'}, -1);
    size_t found = 0;
    *ret_filled = 0;
    for (size_t cell = 0; cells[cell]; cell++) {
        g_autofree char *given = cells[cell];
        cells[cell] = text_fold(g_strdelimit(given, "\"", ' '), false);
        *ret_filled += *cells[cell] ? 1 : 0;
    }
    for (size_t i = 0; headings[i]; i++) {
        found += g_strv_contains((const char *const *)cells, headings[i]) ? 1 : 0;
    }
    return found;
}

bool titles_skip(struct lines *lines, const struct titles_search *search, uint32_t *ret_skipped)
{
    const char *const *headings = search->headings;
    const size_t wanted = g_strv_length((char **)headings);
    struct text_line line;
    int64_t offset = 0;
    *ret_skipped = 0;
    for (uint32_t i = 0; i < TITLES_MAX && lines_next(lines, &line) && !line.cut; i++) {
        size_t filled = 0;
        if (headings_count(&line, headings, search->delimiter, &filled) == wanted) {
            offset = i > 0 ? line.offset : 0;
            *ret_skipped = i;
            break;
        }
        if (filled >= wanted && !search->past_rows) {
            break;
        }
    }
    return lines_rewind(lines, offset);
}

bool titles_skip_to(struct lines *lines, uint32_t number, uint32_t *ret_skipped)
{
    struct text_line line = {.end_offset = 0};
    uint32_t skipped = 0;
    while (skipped + 1 < number && lines_next(lines, &line)) {
        skipped++;
    }
    *ret_skipped = skipped;
    return lines_rewind(lines, skipped > 0 ? line.end_offset : 0);
}
