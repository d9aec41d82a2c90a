#include "engine/run/register/numbers.h"

#include <stdlib.h>
#include <string.h>

#include "reports/text.h"

/* Which number of its kind it is: 0 of a first document, 1 of -R1 and of a first note; -1: none of the row. */
static int64_t place_in_row(const struct store_number *row)
{
    const struct civil first = day_to_civil(row->period.first);
    const bool note = row->kind == DOCUMENT_RCAN || row->kind == DOCUMENT_ADJ;
    g_autofree char *begin = g_strdup_printf("%s-%04d%02d-%s", document_kind_words[row->kind],
                                             first.year, first.month, row->partner_id);
    if (!g_str_has_prefix(row->number, begin)) {
        return -1;
    }
    const char *rest = row->number + strlen(begin);
    if (rest[0] == '\0') {
        return note ? -1 : 0;
    }
    const char *digits = rest + (note ? strlen("-") : strlen("-R"));
    const bool known = g_str_has_prefix(rest, note ? "-" : "-R") && digits[0] != '0' &&
                       digits[0] != '\0' && strspn(digits, "0123456789") == strlen(digits);
    return known ? g_ascii_strtoll(digits, NULL, 10) : -1;
}

static bool same_month(const struct store_number *one, const struct store_number *other)
{
    return day_compare(one->period.first, other->period.first) == 0 &&
           strcmp(one->partner_id, other->partner_id) == 0;
}

/* Those of a partner's month, in the order in which they were given. */
static void month_check(const struct store_number *rows, guint count, GPtrArray *findings)
{
    int64_t next[2] = {0, 1}; /* of documents, and of notes */
    for (guint i = 0; i < count; i++) {
        const bool note = rows[i].kind == DOCUMENT_RCAN || rows[i].kind == DOCUMENT_ADJ;
        const int64_t place = place_in_row(&rows[i]);
        if (place < 0) {
            g_ptr_array_add(findings, g_strdup_printf("%s: no number of %s, %s", rows[i].number,
                                                      rows[i].partner_id,
                                                      text_month_words(TEXT_ROOM, rows[i].period)));
        } else if (place != next[note]) {
            g_ptr_array_add(findings, g_strdup_printf("%s: number %" G_GINT64_FORMAT
                                                      " of the row was expected here, and "
                                                      "nothing explains why there is none",
                                                      rows[i].number, next[note]));
        }
        next[note] = place >= 0 ? place + 1 : next[note];
    }
}

bool numbers_check(store *store, int64_t before_seq, GPtrArray *findings, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct store_number));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(16384);
    if (!store_numbers_load(store, before_seq, rows, strings, error)) {
        return false;
    }
    const struct store_number *all = (const void *)rows->data;
    for (guint first = 0, end = 0; first < rows->len; first = end) {
        while (end < rows->len && same_month(&all[first], &all[end])) {
            end++;
        }
        month_check(&all[first], end - first, findings);
    }
    return true;
}
