#include <string.h>

#include "importers/translate.h"
#include "importers/translate_private.h"
#include "importers/usual.h"

/* What there is to tell of a file when it is read, and the account of its rows (exports.md section 4). */

static const char *column_shown(const struct translation *translation, int column)
{
    return translation->headings[column] ? translation->headings[column]
                                         : translation->table->columns[column].name;
}

/* A value that nobody named may be a client's name: it is shown where so many rows have it that it is a word
 * of the export, but never in a column of who did it, where a client may stand in any number of rows. */
static bool word_is_shown(const struct translation *translation, const struct word *word)
{
    enum { ROWS_OF_A_WORD = 3 };
    const struct input_column *column = &translation->table->columns[word->column];
    return (word->rows >= ROWS_OF_A_WORD && !column->of_person) ||
           usual_word(column->name, word->theirs);
}

/* Where rows of partners.csv are wrong it is not known whether it is their name: that follows, and is not
 * told of each. */
static bool word_is_told(const struct translation *translation, const struct word *word,
                         const struct issues *issues)
{
    const bool follows = translation->from[word->column].own_name && word->nameless == word->rows &&
                         issues_have(issues, INPUT_PARTNERS);
    return !word->ours && word->rows > 0 && !follows;
}

static const char OWN_NAMES[] = "write consultant = (own name) there";

static void unnamed_tell(const struct translation *translation, const struct word *word,
                         struct issues *issues)
{
    const char *name = translation->table->columns[word->column].name;
    const struct issue_place place = {translation->name, (uint32_t)translation->pass->file,
                                      word->line, column_shown(translation, word->column),
                                      translation->positions[word->column]};
    const char *shown =
        word_is_shown(translation, word) ? word->theirs : issue_mask(issues->texts, word->theirs);
    issues_add(issues, &place, ISSUE_UNNAMED_VALUE, shown,
               issue_print(issues->texts, "a word of [%s values of %s]; %u row%s",
                           translation->pass->name, name, word->rows,
                           word->rows == 1 ? " has it" : "s have it"),
               word->own == word->rows
                   ? issue_print(issues->texts, "it is the partner's own name: %s", OWN_NAMES)
                   : NULL,
               NULL);
}

/* Of a column with several such values how many they are, and in how many rows. */
static void unnamed_count(const struct translation *translation, int column, struct issues *issues)
{
    uint32_t values = 0;
    uint32_t rows = 0;
    uint32_t own = 0;
    for (guint i = 0; i < translation->words->len; i++) {
        const struct word *word = g_ptr_array_index(translation->words, i);
        const bool told = word->column == column && word_is_told(translation, word, issues);
        values += told;
        rows += told ? word->rows : 0;
        own += told ? word->own : 0;
    }
    if (values > 1) {
        const uint32_t order = (uint32_t)translation->pass->file;
        const char *heading = column_shown(translation, column);
        issues_tell(issues, order, heading, ISSUE_UNNAMED_VALUE,
                    issue_print(issues->texts, "expected words of [%s values of %s]; %s",
                                translation->pass->name, translation->table->columns[column].name,
                                own == rows ? issue_print(issues->texts,
                                                          "they are the names of the rows' own "
                                                          "partners: %s",
                                                          OWN_NAMES)
                                : own > 0   ? issue_print(issues->texts,
                                                          "%u rows have their own partner's name: "
                                                            "%s; say what the others are",
                                                          own, OWN_NAMES)
                                            : "say there what each is"),
                    NULL, 0);
        issues_count_as(issues, order, heading, ISSUE_UNNAMED_VALUE,
                        issue_print(issues->texts, "%u values in %u rows", values, rows));
    }
}

/* "28 to 31", or "28, 40, 55, 61 and 3 more" where there are rows between. The caller frees. */
static char *skipped_lines(const struct csv_summary *summary)
{
    const uint32_t count = summary->skipped_rows;
    const uint32_t first = summary->skipped_at[0];
    if (count > 1 && summary->skipped_last - first + 1 == count) {
        return g_strdup_printf("%u to %u", first, summary->skipped_last);
    }
    GString *lines = g_string_new(NULL);
    for (uint32_t i = 0; i < MIN(count, CSV_SKIPPED_SHOWN); i++) {
        g_string_append_printf(lines, "%s%u", i > 0 ? ", " : "", summary->skipped_at[i]);
    }
    if (count > CSV_SKIPPED_SHOWN) {
        g_string_append_printf(lines, " and %u more", count - CSV_SKIPPED_SHOWN);
    }
    return g_string_free(lines, FALSE);
}

void translation_finish(struct translation *translation, const struct csv_summary *summary,
                        bool rows_told, struct issues *issues, GPtrArray *told)
{
    for (guint i = 0; i < translation->words->len && !rows_told; i++) {
        const struct word *word = g_ptr_array_index(translation->words, i);
        if (word_is_told(translation, word, issues)) {
            unnamed_tell(translation, word, issues);
        }
    }
    for (size_t i = 0; i < translation->table->column_count; i++) {
        unnamed_count(translation, (int)i, issues);
    }
    const char *name = translation->name;
    const char *pass = translation->pass->name;
    g_autofree char *lines = skipped_lines(summary);
    if (summary->skipped_rows > 0) {
        g_ptr_array_add(told, g_strdup_printf("%s: %u row%s skipped (%s), line%s %s: %s", name,
                                              summary->skipped_rows,
                                              summary->skipped_rows == 1 ? "" : "s", pass,
                                              summary->skipped_rows == 1 ? "" : "s", lines,
                                              summary->skipped_text));
    }
    for (size_t i = 0; i < translation->table->column_count; i++) {
        const uint32_t rows = translation->blank_rows[i];
        if (rows > 0) {
            g_ptr_array_add(told, g_strdup_printf("%s: %u row%s no row of %s, for %s is blank",
                                                  name, rows, rows == 1 ? " gives" : "s give", pass,
                                                  column_shown(translation, (int)i)));
        }
    }
    for (size_t i = 0; i < translation->table->column_count; i++) {
        const uint32_t count = translation->broken_texts[i];
        if (count > 0) {
            g_ptr_array_add(told,
                            g_strdup_printf("%s: %u value%s of %s on several lines, read as one",
                                            name, count, count == 1 ? "" : "s",
                                            column_shown(translation, (int)i)));
        }
    }
    if (translation->bsb_zeros > 0) {
        g_ptr_array_add(told, g_strdup_printf("%s: %u BSB%s had lost the leading 0", name,
                                              translation->bsb_zeros,
                                              translation->bsb_zeros == 1 ? "" : "s"));
    }
}

char *translation_moved(const struct translation *translation, const struct csv_summary *summary)
{
    enum { PART = 4 }; /* a quarter: where more have it, that column has its own use for the word */
    const uint32_t rows = summary->record_count - summary->skipped_rows;
    for (size_t i = 0; i < translation->table->column_count; i++) {
        const struct from *from = &translation->from[i];
        const bool few = from->beside.others == 0 || from->beside.blank * PART <= rows;
        if (from->beside.blank > 0 && from->beside.filled == 0 && few) {
            return g_strdup_printf(
                "%s, line %u: %s is blank, and \"%s\", which is a word of it, stands in the column "
                "beside it, which nobody reads (%u row%s); cells may have moved to the side",
                translation->name, from->beside.line, column_shown(translation, (int)i),
                from->beside.theirs, from->beside.blank, from->beside.blank == 1 ? "" : "s");
        }
    }
    return NULL;
}

/* As the file spells it. */
static const char *heading_of(const struct translation *translation,
                              const struct csv_summary *summary, size_t place)
{
    const char *spelled = summary->spelled[place];
    return spelled ? spelled : translation->columns[place].name;
}

void translation_starts(const struct translation *translation, const struct csv_summary *summary,
                        const char *ret_starts[SUN + 1])
{
    const int start = input_column_find(translation->table, "start");
    for (int day = MON; day <= SUN; day++) {
        const size_t place = translation->days[day];
        ret_starts[day] = place != SIZE_MAX    ? heading_of(translation, summary, place)
                          : start == NO_COLUMN ? NULL
                                               : translation->headings[start];
    }
}

void translation_absent(const struct translation *translation, struct csv_summary *summary)
{
    bool absent[CSV_COLUMNS_MAX];
    for (size_t i = 0; i < CSV_COLUMNS_MAX; i++) {
        const struct from *from = &translation->from[i];
        const size_t place = from->places ? g_array_index(from->places, size_t, 0) : SIZE_MAX;
        absent[i] = place == SIZE_MAX ? !from->named : summary->absent[place];
    }
    memcpy(summary->absent, absent, sizeof absent);
}

/* Which heading was read as which column. */
static void columns_account(const struct account *account, const struct translation *translation,
                            const struct csv_summary *summary)
{
    const struct input_column *ours = translation->table->columns;
    for (guint i = 0; i < translation->pass->columns->len; i++) {
        const struct source_column *named =
            &g_array_index(translation->pass->columns, struct source_column, i);
        const size_t place = g_array_index(translation->from[named->column].places, size_t, 0);
        const bool read = ours[named->column].kind != VALUE_NONE &&
                          (place == SIZE_MAX || !summary->absent[place]);
        if (read) {
            account_add(account, "column", named->is_end ? "end" : ours[named->column].name,
                        named->text, 0);
        }
    }
    for (int day = MON; day <= SUN; day++) {
        const size_t place = translation->days[day];
        if (place != SIZE_MAX) {
            account_add(account, "column",
                        issue_print(account->strings, "weekday %s", words_weekday[day]),
                        heading_of(translation, summary, place), 0);
        }
    }
}

/* Which word as which; of those that nobody named and that may be names, how many rows have one. */
static void words_account(const struct account *account, const struct translation *translation)
{
    const struct input_column *ours = translation->table->columns;
    uint32_t hidden[CSV_COLUMNS_MAX] = {0};
    for (guint i = 0; i < translation->words->len; i++) {
        const struct word *word = g_ptr_array_index(translation->words, i);
        g_autofree char *what = g_strdup_printf("word of %s", ours[word->column].name);
        if (word->ours || word_is_shown(translation, word)) {
            account_add(account, what, word->theirs, word->ours ? word->ours : "", word->rows);
        } else {
            hidden[word->column] += word->rows;
        }
    }
    for (size_t i = 0; i < translation->table->column_count; i++) {
        if (hidden[i] > 0) {
            g_autofree char *what = g_strdup_printf("word of %s", ours[i].name);
            account_add(account, what, "(others, not shown)", "", hidden[i]);
        }
    }
}

/* Each line of the file, once. */
static void translation_lines(const struct account *account, const struct translation *translation,
                              const struct csv_summary *summary, const struct record_counts *counts)
{
    uint32_t blank = 0;
    for (size_t i = 0; i < translation->table->column_count; i++) {
        blank += translation->blank_rows[i];
    }
    account_lines(account, summary, counts, blank);
    for (size_t i = 0; i < translation->table->column_count; i++) {
        if (translation->blank_rows[i] > 0) {
            account_add(
                account, "lines without a row",
                issue_print(account->strings, "%s is blank", column_shown(translation, (int)i)), "",
                translation->blank_rows[i]);
        }
    }
}

void translation_account(const struct translation *translation, const struct csv_summary *summary,
                         const struct record_counts *counts, uint32_t base, GArray *rows,
                         GStringChunk *strings)
{
    const struct account account = {
        translation->pass->file,
        account_section(translation->pass->name, translation->name, strings), base, rows, strings};
    columns_account(&account, translation, summary);
    words_account(&account, translation);
    for (guint i = 0; i < summary->ignored_columns->len; i++) {
        account_add(&account, "ignored", g_ptr_array_index(summary->ignored_columns, i), "", 0);
    }
    translation_lines(&account, translation, summary, counts);
}
