#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "importers/proposal/raw_export.h"
#include "importers/text/footers.h"
#include "importers/text/hours.h"
#include "importers/usual.h"

/* What is found out of a file of which nothing is known, and what others call what is ours. */

/* "UTF-16 tab 1:a|b 3:c|" */
static char *export_written(const void *bytes, size_t length)
{
    g_autofree char *directory = g_dir_make_tmp("proposal_test_XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "x.csv", NULL);
    cr_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
    g_autoptr(raw_export) export = raw_export_read(directory, "x.csv");
    g_unlink(path);
    g_rmdir(directory);
    cr_assert(export);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "%s %s", export->encoding ? export->encoding : "UTF-8",
                    export->delimiter ? export->delimiter : "comma");
    for (guint i = 0; i < export->rows->len; i++) {
        const struct raw_row *row = &g_array_index(export->rows, struct raw_row, i);
        g_string_append_printf(text, " %u:", row->line);
        for (guint at = 0; at < row->cells->len; at++) {
            g_string_append_printf(text, "%s%s", at > 0 ? "|" : "", raw_cell(row, at));
        }
    }
    return g_strdup(text->str);
}

#define EXPECT_EXPORT(bytes, expected)                                                             \
    do {                                                                                           \
        g_autofree char *found = export_written(bytes, sizeof(bytes) - 1);                         \
        cr_expect_str_eq(found, expected, "got: %s", found);                                       \
    } while (0)

Test(export, encodings)
{
    EXPECT_EXPORT("a,b\n\xC3\xA9,d\n", "UTF-8 comma 1:a|b 2:\xC3\xA9|d");
    EXPECT_EXPORT("\xEF\xBB\xBF\xEF\xBB\xBF"
                  "a,b\nc,d\n",
                  "UTF-8 comma 1:a|b 2:c|d");
    EXPECT_EXPORT("a,b\n\xE9,d\n", "windows-1252 comma 1:a|b 2:\xC3\xA9|d");
    EXPECT_EXPORT("\xFF\xFE"
                  "a\0,\0b\0\n\0c\0,\0d\0\n\0",
                  "UTF-16 comma 1:a|b 2:c|d");
    EXPECT_EXPORT("a\0,\0b\0\n\0c\0,\0d\0\n\0", "UTF-16LE comma 1:a|b 2:c|d");
    EXPECT_EXPORT("\0a\0,\0b\0\n\0c\0,\0d\0\n", "UTF-16BE comma 1:a|b 2:c|d");
}

Test(export, delimiters)
{
    EXPECT_EXPORT("a;b\nx,1;y,2\nz,3;w\n", "UTF-8 semicolon 1:a|b 2:x,1|y,2 3:z,3|w");
    EXPECT_EXPORT("A title, of a report\na\tb\tc\n1\t2\t3\n",
                  "UTF-8 tab 1:A title, of a report 2:a|b|c 3:1|2|3");
}

Test(export, lines_are_those_of_an_editor)
{
    EXPECT_EXPORT("a,b\r\n\r\n\"c\r\nc\",d\r\n e , f\r\n", "UTF-8 comma 1:a|b 3:c\nc|d 5:e|f");
    EXPECT_EXPORT("a,b\rc,d\r", "UTF-8 comma 1:a|b 2:c|d");
    EXPECT_EXPORT("a,b\n,\n\"say \"\"x\"\"\",d", "UTF-8 comma 1:a|b 3:say \"x\"|d");
}

Test(export, totals)
{
    static const char *const totals[] = {"Total", "Grand total:", " * Sum 12", "Summe",
                                         "Count (25)"};
    static const char *const rows[] = {"Total Care", "Summer", "Page 1", "", "A-12"};
    for (size_t i = 0; i < G_N_ELEMENTS(totals); i++) {
        cr_expect(footer_is_total(totals[i]), "%s", totals[i]);
        cr_expect_not(footer_is_total(rows[i]), "%s", rows[i]);
    }
}

Test(export, lengths_in_hours)
{
    static const struct {
        const char *text;
        int32_t minutes;
    } lengths[] = {{"1", 60},    {"1,00", 60},     {"1.5", 90},  {"0,75", 45},    {"1:30", 90},
                   {"2 h", 120}, {"1.25 hrs", 75}, {"24", 1440}, {"25", -1},      {"1:75", -1},
                   {"1:5", -1},  {"0.33", -1},     {"", -1},     {"an hour", -1}, {"60 min", -1}};
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        cr_expect_eq(hours_duration(lengths[i].text), lengths[i].minutes, "%s", lengths[i].text);
    }
}

Test(usual, headings)
{
    cr_expect_eq(usual_rank(INPUT_APPOINTMENTS, "start", "Start"), 1);
    cr_expect_eq(usual_rank(INPUT_APPOINTMENTS, "completed_at", "completedAt"), 1);
    cr_expect_gt(usual_rank(INPUT_APPOINTMENTS, "start", "Scheduled Start (UTC)"), 1);
    cr_expect_eq(usual_rank(INPUT_APPOINTMENTS, "start", "Scheduled End"), 0);
    cr_expect_eq(usual_rank(INPUT_BLOCKS, "status", "Client Name"), 0);
}

/* No heading is two columns alike, but of two that pay: either is asked for. */
Test(usual, names_are_told_apart)
{
    size_t count = 0;
    const struct usual_column *columns = usual_columns(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            g_auto(GStrv) others = g_strsplit(columns[i].others, " ", -1);
            const bool asked = columns[i].pays && columns[j].pays;
            for (size_t at = 0; others[at] && columns[i].file == columns[j].file && !asked; at++) {
                cr_expect(!usual_list_has(columns[j].others, others[at]), "%s: %s and %s",
                          others[at], columns[i].column, columns[j].column);
            }
        }
    }
}

Test(usual, words)
{
    cr_expect_str_eq(usual_word("status", "Cannot Complete"), "no_show");
    cr_expect_str_eq(usual_word("booked_by", " Client Services "), "cs");
    cr_expect_str_eq(usual_word("gst_from", "No"), "");
    cr_expect_null(usual_word("booked_by", "Robin"));
    cr_expect_null(usual_word("booked_by", "|"));
    cr_expect_null(usual_word("status", ""));
    cr_expect_null(usual_word("nothing", "yes"));
}
