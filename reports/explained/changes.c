#include "reports/explained/explained.h"
#include "reports/text.h"

/* "  bsb: 062-901 -> 063-123, for 2026-09 (partners.csv:3, batch 5 by clerk)". */
static void change_append(GString *out, const struct report_change *change, int width)
{
    enum { INDENT = 2, DETAIL = 6 };
    g_autoptr(GString) text = g_string_new(change->file);
    const char *const words[] = {change->row, change->column};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_string_append_printf(text, "%s%s", words[i][0] != '\0' ? " " : "", words[i]);
    }
    if (change->from[0] != '\0' && change->to[0] != '\0') {
        g_string_append_printf(text, ": %s -> %s", change->from, change->to);
    } else if (change->to[0] != '\0') {
        g_string_append_printf(text, ": now %s", change->to);
    } else {
        g_string_append_printf(text, ": no longer %s", change->from);
    }
    g_string_append_printf(text, "%s%s (%s, batch %" G_GINT64_FORMAT "%s%s)",
                           change->period[0] != '\0' ? ", for " : "", change->period,
                           change->source, change->batch,
                           change->imported_by[0] != '\0' ? " by " : "", change->imported_by);
    g_string_append_printf(out, "%*s", INDENT, "");
    explained_wrap(out, text->str, INDENT, DETAIL, width);
    g_string_append_c(out, '\n');
}

void explained_text_changes(GString *out, const change_list *changes, int width)
{
    for (guint i = 0; i < changes->rows->len; i++) {
        change_append(out, &g_array_index(changes->rows, struct report_change, i), width);
    }
}

void explained_json_changes(FILE *file, const change_list *changes)
{
    text_put_json(file, "'changes': [");
    for (guint i = 0; i < changes->rows->len; i++) {
        const struct report_change *change = &g_array_index(changes->rows, struct report_change, i);
        fputs(i > 0 ? ",\n    " : "\n    ", file);
        text_put_json(file,
                      "{'period': %s, 'change': %s, 'file': %s, 'row': %s, 'column': %s, "
                      "'from': %s, 'to': %s, 'batch': %" G_GINT64_FORMAT
                      ", 'source': %s, 'imported_by': %s}",
                      change->period, change->change, change->file, change->row, change->column,
                      change->from, change->to, change->batch, change->source, change->imported_by);
    }
    fputs("]", file);
}
