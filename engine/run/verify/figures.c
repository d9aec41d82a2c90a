#include "engine/run/verify/figures.h"

#include <string.h>

#include "reports/pdf/read.h"
#include "reports/text.h"
#include "reports/workbook/cells.h"

/* ---- documents ---------------------------------------------------------------------------------- */

/* Whether the text has the figure, and not as a part of a longer one. */
static bool figure_shown(const char *text, const char *figure)
{
    static const char more[] = "0123456789,.";
    for (const char *at = text; (at = strstr(at, figure)); at++) {
        const char after = at[strlen(figure)];
        const bool begins = at == text || !strchr(more, at[-1]);
        if (begins && !g_ascii_isdigit(after)) {
            return true;
        }
    }
    return false;
}

static char *amount_missing(const char *text, const char *what, money amount)
{
    const money size = {ABS(amount.cents)};
    const char *figure = text_dollars(TEXT_ROOM, size) + strlen("$");
    return size.cents == 0 || figure_shown(text, figure)
               ? NULL
               : g_strdup_printf("it does not show %s of %s", what, figure);
}

char *figures_of_document(const struct issued_document *document, GBytes *kept)
{
    g_autoptr(GPtrArray) streams = pdf_streams_read(kept);
    GString *drawn = g_string_new(NULL);
    for (guint i = 0; i < streams->len; i++) {
        pdf_stream_text(g_ptr_array_index(streams, i), drawn);
    }
    g_autofree char *text = g_string_free(drawn, FALSE);
    g_auto(GStrv) parts = g_strsplit_set(text, " \n\xC2\xA0", -1);
    g_autofree char *squeezed = g_strjoinv("", parts);
    const struct {
        const char *what;
        money amount;
    } amounts[] = {{"the subtotal", document->subtotal},
                   {"the GST", document->gst},
                   {"the total", document->total}};
    char *missing = !strstr(squeezed, document->number) ? g_strdup("it does not show its number")
                    : !strstr(squeezed, document->supplier.abn)
                        ? g_strdup("it does not show the supplier's ABN")
                        : NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(amounts) && !missing; i++) {
        missing = amount_missing(text, amounts[i].what, amounts[i].amount);
    }
    return missing;
}

/* ---- tables ------------------------------------------------------------------------------------- */

static GStrv lines_of(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = g_strndup(data ? data : "", size);
    return g_strsplit(text, "\n", -1);
}

/* The cells of a line, quotes taken off. */
static GStrv cells_of(const char *line)
{
    g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
    g_autoptr(GString) cell = g_string_new(NULL);
    bool quoted = false;
    for (const char *at = line; *at != '\0'; at++) {
        if (*at == '"') {
            quoted = !quoted;
        } else if (*at == ',' && !quoted) {
            g_strv_builder_add(cells, cell->str);
            g_string_truncate(cell, 0);
        } else {
            g_string_append_c(cell, *at);
        }
    }
    g_strv_builder_add(cells, cell->str);
    return g_strv_builder_end(cells);
}

static bool is_number(const char *text)
{
    return text[0] != '\0' && strspn(text, "-0123456789.") == strlen(text);
}

/* Cell by cell of two lines; `places`: of each column of `kept` that of `made`, or -1. */
static char *cells_differ(char *const *headings, const int *places, const char *kept,
                          const char *made, guint line)
{
    g_auto(GStrv) was = cells_of(kept);
    g_auto(GStrv) is = cells_of(made);
    const guint made_count = g_strv_length(is);
    for (guint i = 0; headings[i] && was[i]; i++) {
        const char *other = places[i] >= 0 && (guint)places[i] < made_count ? is[places[i]] : NULL;
        if (other && (is_number(was[i]) || is_number(other)) && strcmp(was[i], other) != 0) {
            return g_strdup_printf("line %u: %s is %s, made again %s", line, headings[i], was[i],
                                   other);
        }
    }
    return NULL;
}

char *figures_of_table(GBytes *kept, GBytes *made)
{
    g_auto(GStrv) was = lines_of(kept);
    g_auto(GStrv) is = lines_of(made);
    if (g_strv_length(was) != g_strv_length(is)) {
        return g_strdup("it has not as many rows");
    }
    g_auto(GStrv) headings = cells_of(was[0]);
    g_auto(GStrv) others = cells_of(is[0]);
    g_autofree int *places = g_new(int, g_strv_length(headings) + 1);
    for (guint i = 0; headings[i]; i++) {
        places[i] = -1;
        for (int k = 0; others[k]; k++) {
            places[i] = strcmp(headings[i], others[k]) == 0 ? k : places[i];
        }
    }
    char *difference = NULL;
    for (guint i = 1; was[i] && !difference; i++) {
        difference = cells_differ(headings, places, was[i], is[i], i + 1);
    }
    return difference;
}

/* ---- the workbook --------------------------------------------------------------------------------- */

/* The amounts of all cells, in cents (boxed as they are). */
static GHashTable *amounts_of_cells(const char *text)
{
    GHashTable *amounts = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (const char *at = text; (at = strpbrk(at, "\t")); at++) {
        char *end = NULL;
        const double value = g_ascii_strtod(at + 1, &end);
        if (end > at + 1 && (*end == '\t' || *end == '\n' || *end == '\0')) {
            const double cents = value * 100.0;
            g_hash_table_add(amounts,
                             GSIZE_TO_POINTER((gsize)(gssize)(cents + (cents < 0 ? -0.5 : 0.5))));
        }
    }
    return amounts;
}

char *figures_of_workbook(GBytes *kept, GBytes *pay_register)
{
    static const char *const columns[] = {"total", "payment", NULL};
    g_autoptr(GString) cells = g_string_new(NULL);
    if (!workbook_cells_read(kept, cells)) {
        return g_strdup("it is no workbook");
    }
    g_autoptr(GHashTable) amounts = amounts_of_cells(cells->str);
    g_auto(GStrv) lines = lines_of(pay_register);
    g_auto(GStrv) headings = cells_of(lines[0]);
    for (guint line = 1; lines[0] && lines[line]; line++) {
        g_auto(GStrv) row = cells_of(lines[line]);
        for (guint i = 0; headings[i] && row[i]; i++) {
            const bool amount = g_strv_contains(columns, headings[i]) && is_number(row[i]);
            const double cents = amount ? g_ascii_strtod(row[i], NULL) * 100.0 : 0.0;
            const gsize whole = (gsize)(gssize)(cents + (cents < 0 ? -0.5 : 0.5));
            if (amount && !g_hash_table_contains(amounts, GSIZE_TO_POINTER(whole))) {
                return g_strdup_printf("no cell of it is the %s %s of register.csv, line %u",
                                       headings[i], row[i], line + 1);
            }
        }
    }
    return NULL;
}

/* ---- the bank's file ------------------------------------------------------------------------------ */

char *figures_of_bank_file(GBytes *kept, GBytes *made)
{
    enum { NAME_END = 62 /* the record's type, account, amount and the account's name */ };
    g_auto(GStrv) was = lines_of(kept);
    g_auto(GStrv) is = lines_of(made);
    if (g_strv_length(was) != g_strv_length(is)) {
        return g_strdup("it has not as many records");
    }
    for (guint i = 0; was[i]; i++) {
        if (was[i][0] != '0' && strncmp(was[i], is[i], NAME_END) != 0) {
            return g_strdup_printf("record %u pays another amount, or another account", i + 1);
        }
    }
    return NULL;
}
