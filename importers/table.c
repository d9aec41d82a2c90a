#include "importers/table.h"

#include <string.h>

#include "engine/core/check.h"
#include "importers/text/lines.h"

/* ---- issues -------------------------------------------------------------------------------------- */

struct issue *table_issue_new(const struct table *table, uint32_t line, int column,
                              enum issue_code code, const char *found, const char *expected,
                              const char *mend)
{
    struct issue_place place = {table->format.file, table->format.order, line, NULL, 0};
    if (column != NO_COLUMN) {
        place.column = table->format.columns[column].name;
        place.position = table->positions[column];
    }
    return issue_new(&place, code, found, expected, mend);
}

void row_issue(struct row *row, int column, enum issue_code code, const char *expected,
               const char *mend)
{
    const char *found = column == NO_COLUMN ? "" : row_value(row, column);
    g_ptr_array_add(row->table->row_issues,
                    table_issue_new(row->table, row->line, column, code, found, expected, mend));
    row->issue_count++;
}

void row_problem(struct row *row, int column, const struct text_problem *problem)
{
    const char *mend = problem->mend[0] ? problem->mend : NULL;
    row_issue(row, column, problem->code, problem->expected, mend);
}

static bool can_hold(const struct table *table)
{
    const struct input_options *options = table->reading->options;
    return options && options->hold_bad && table->file != INPUT_FILE_COUNT &&
           table->partner_column != NO_COLUMN;
}

bool reading_hold(struct reading *reading, enum input_file file, const char *partner_id,
                  const char *key, const struct issue *issue, GError **error)
{
    g_autofree char *text = issue_line(issue);
    reading->result->held_rows++;
    return store_import_hold(reading->import, file, partner_id, key, issue->line, text, error);
}

/* The id of the row, where it has one that can be read; else "". */
static const char *row_key(const struct row *row)
{
    int column = row->table->key_column;
    const char *key = column == NO_COLUMN ? "" : row_value(row, column);
    return row_id_is_formed(key) ? key : "";
}

bool partner_id_is_formed(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        bool fits =
            g_ascii_isupper(text[i]) || g_ascii_isdigit(text[i]) || (text[i] == '-' && i > 0);
        if (!fits) {
            return false;
        }
    }
    return length >= 1 && length <= 14;
}

/* What is wrong with the row holds its partner, or goes into the list. */
static bool row_issues_settle(struct row *row, GError **error)
{
    struct table *table = row->table;
    if (table->row_issues->len == 0) {
        return true;
    }
    bool held = true;
    bool holds = can_hold(table) && partner_id_is_formed(row_value(row, table->partner_column));
    if (holds) {
        held = reading_hold(table->reading, table->file, row_value(row, table->partner_column),
                            row_key(row), g_ptr_array_index(table->row_issues, 0), error);
    }
    while (table->row_issues->len > 0) {
        struct issue *issue = g_ptr_array_steal_index(table->row_issues, 0);
        if (holds) {
            issue_free(issue);
        } else {
            issues_take(table->reading->issues, issue);
        }
    }
    return held;
}

bool row_placed(struct row *row, const struct partner_entry *partner, struct interval span,
                bool staged, bool *ret_good, GError **error)
{
    struct partner_book *book = row->table->reading->partners;
    int column = row->table->partner_column;
    bool in_period = false;
    if (staged && row->issue_count == 0 && partner && partner->standing == PARTNER_UNKNOWN &&
        !partner_book_in_period(book, partner, span, &in_period, error)) {
        return false;
    }
    if (in_period) {
        row_issue(row, column, ISSUE_UNKNOWN_PARTNER, NULL,
                  partner_book_mend(book, partner->partner_id));
    }
    bool told = partner && partner->own && !can_hold(row->table);
    if (!staged && row->issue_count == 0 && !told) {
        row_issue(row, column, ISSUE_UNKNOWN_PARTNER,
                  "a partner whose row in partners.csv is right", "mend that row first");
    }
    *ret_good = staged && row->issue_count == 0;
    return true;
}

bool row_staged(struct row *row, enum stage_result result, int key_column, uint32_t first_line,
                const char *first_partner, GError **error)
{
    if (result != STAGE_DUPLICATE) {
        return result == STAGE_DONE;
    }
    g_autofree char *expected =
        g_strdup_printf("each key once; line %u has it already", first_line);
    row_issue(row, key_column, ISSUE_DUPLICATE_ROW, expected, NULL);
    if (!first_partner || !can_hold(row->table)) {
        return true;
    }
    g_autofree char *other = g_strdup_printf("each key once; line %u has it too", row->line);
    struct issue *issue = table_issue_new(row->table, first_line, key_column, ISSUE_DUPLICATE_ROW,
                                          row_value(row, key_column), other, NULL);
    bool held = reading_hold(row->table->reading, row->table->file, first_partner, row_key(row),
                             issue, error);
    issue_free(issue);
    return held;
}

/* ---- reading ------------------------------------------------------------------------------------- */

static void controls_check(struct row *row)
{
    for (size_t column = 0; column < row->table->format.column_count; column++) {
        gunichar character = text_refused_character(row->record->values[column]);
        if (character != 0) {
            g_autofree char *mend =
                g_strdup_printf(character == '\n' ? "it has a line break: write it on one line"
                                                  : "take out the character U+%04X",
                                (unsigned)character);
            row_issue(row, (int)column, ISSUE_CONTROL_CHARACTER, NULL, mend);
        }
    }
}

static bool record_take(const struct csv_record *record, void *user_data, GError **error)
{
    struct table *table = user_data;
    struct row row = {table, record, record->line, 0};
    memcpy(table->positions, record->positions,
           table->format.column_count * sizeof table->positions[0]);
    if (!record->plain) {
        controls_check(&row);
    }
    return table->row_read(&row, error) && row_issues_settle(&row, error);
}

bool table_read(struct table *table, const char *path, struct csv_summary *ret_summary,
                GError **error)
{
    table->row_issues = g_ptr_array_new_with_free_func((GDestroyNotify)issue_free);
    bool done = csv_file_read(path, &table->format, record_take, table, table->reading->issues,
                              ret_summary, error);
    g_ptr_array_unref(table->row_issues);
    table->row_issues = NULL;
    return done;
}

bool table_input_read(struct table *table, const char *path, bool *ret_incomplete, GError **error)
{
    struct input_result *result = table->reading->result;
    struct csv_summary summary;
    table->format.file = input_file_name(table->file);
    table->format.order = (uint32_t)table->file;
    bool done = table_read(table, path, &summary, error);
    if (ret_incomplete) {
        *ret_incomplete = summary.incomplete;
    }
    result->row_counts[table->file] = summary.record_count;
    const char *unused = summary.unused_columns ? summary.unused_columns : "";
    done = done && store_import_file(table->reading->import, table->file, summary.sha256,
                                     summary.record_count, unused, error);
    g_free(summary.unused_columns);
    return done;
}

bool table_shipped_read(struct table *table, const char *path, struct holiday_target *target,
                        GError **error)
{
    struct csv_summary summary;
    bool done = table_read(table, path, &summary, error);
    memcpy(target->sha256, summary.sha256, sizeof target->sha256);
    target->row_count = summary.record_count;
    g_free(summary.unused_columns);
    return done;
}
