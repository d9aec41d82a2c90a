#include "importers/proposal/guess.h"

#include <string.h>

#include "importers/source.h"
#include "importers/text/written.h"
#include "importers/usual.h"

enum { HEADINGS_WITHIN = 20 };

/* ---- asking an export ----------------------------------------------------------------------------- */

const struct raw_row *guess_row(const struct raw_export *export, guint row)
{
    return &g_array_index(export->rows, struct raw_row, row);
}

const char *guess_heading(const struct guess *guess, int heading)
{
    return raw_cell(guess_row(guess->export, guess->heading_row), (guint)heading);
}

int guess_heading_count(const struct guess *guess)
{
    return (int)guess_row(guess->export, guess->heading_row)->cells->len;
}

const char *guess_value(const struct guess *guess, guint row, int heading)
{
    return raw_cell(g_array_index(guess->rows, const struct raw_row *, row), (guint)heading);
}

/* The heading of that key; NO_HEADING: there is none. */
int guess_heading_find(const struct guess *guess, const char *keys)
{
    for (int i = 0; i < guess_heading_count(guess); i++) {
        g_autofree char *key = usual_key(guess_heading(guess, i));
        if (usual_list_has(keys, key)) {
            return i;
        }
    }
    return NO_HEADING;
}

int guess_named(const struct guess *guess, const char *name)
{
    const int column = input_column_find(guess->table, name);
    return column == NO_COLUMN ? NO_HEADING : guess->headings[column];
}

/* What only the state tells, where it does. */
int guess_heading_of(const struct guess *guess, size_t column)
{
    const char *name = guess->table->columns[column].name;
    const bool by_state = guess->file == INPUT_PARTNERS &&
                          (strcmp(name, "timezone") == 0 || strcmp(name, "areas") == 0);
    const int heading = guess->headings[column];
    return heading == NO_HEADING && by_state ? guess_named(guess, "state") : heading;
}

/* ---- headings to columns -------------------------------------------------------------------------- */

bool guess_takes(const struct guess *guess, int heading)
{
    for (size_t i = 0; i < guess->table->column_count; i++) {
        if (guess->headings[i] == heading) {
            return true;
        }
    }
    return guess->end == heading;
}

/* How sure each heading is each column, the end of appointments the last; the caller frees. */
static int *ranks_make(const struct guess *guess, int count)
{
    const struct input_table *table = guess->table;
    int *ranks = g_new0(int, (table->column_count + 1) * (size_t)count);
    for (size_t i = 0; i <= table->column_count; i++) {
        const bool end = i == table->column_count;
        if (end ? guess->file != INPUT_APPOINTMENTS : table->columns[i].kind == VALUE_NONE) {
            continue;
        }
        for (int at = 0; at < count; at++) {
            ranks[i * (size_t)count + (size_t)at] = usual_rank(
                guess->file, end ? "end" : table->columns[i].name, guess_heading(guess, at));
        }
    }
    return ranks;
}

/* Each heading is one column and each column one heading, the surest first. */
static void headings_assign(struct guess *guess)
{
    enum { RANKS = 24 };
    const int count = guess_heading_count(guess);
    g_autofree int *ranks = ranks_make(guess, count);
    for (int rank = 1; rank < RANKS; rank++) {
        for (size_t i = 0; i <= guess->table->column_count; i++) {
            int *heading = i < guess->table->column_count ? &guess->headings[i] : &guess->end;
            for (int at = 0; at < count && *heading == NO_HEADING; at++) {
                if (ranks[i * (size_t)count + (size_t)at] == rank && !guess_takes(guess, at)) {
                    *heading = at;
                }
            }
        }
    }
    const int duration = guess_named(guess, "duration_minutes");
    guess->end = duration == NO_HEADING ? guess->end : NO_HEADING;
}

static void weekdays_assign(struct guess *guess)
{
    enum { DAYS_FEW = 3 };
    int days = 0;
    for (int day = MON; day <= SUN; day++) {
        guess->weekdays[day] = NO_HEADING;
        for (int at = 0; at < guess_heading_count(guess); at++) {
            if (source_weekday_find(guess_heading(guess, at)) == day) {
                guess->weekdays[day] = at;
                days++;
            }
        }
    }
    for (int day = MON; day <= SUN && days < DAYS_FEW; day++) {
        guess->weekdays[day] = NO_HEADING;
    }
}

bool guess_has_weekdays(const struct guess *guess)
{
    for (int day = MON; day <= SUN; day++) {
        if (guess->weekdays[day] != NO_HEADING) {
            return true;
        }
    }
    return false;
}

/* How much the row looks like the headings of the file: 0 not at all. Columns that must be there count
 * most; a name of the file decides between files that are alike. */
int guess_by_headings(struct guess *guess)
{
    enum { NEEDED = 10, NAMED = 5, LEAST = 2 * NEEDED };
    int needed = 0;
    int found = 0;
    for (size_t i = 0; i < guess->table->column_count; i++) {
        guess->headings[i] = NO_HEADING;
    }
    guess->end = guess->date_of_start = guess->own_name = NO_HEADING;
    headings_assign(guess);
    weekdays_assign(guess);
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const bool there = guess->headings[i] != NO_HEADING;
        needed += there && guess->table->columns[i].need != OPTIONAL;
        found += there;
    }
    if (guess->file == INPUT_SCHEDULES && guess_has_weekdays(guess)) {
        needed += 2; /* a weekday and a start */
    }
    const int score = needed * NEEDED + found;
    return score < LEAST ? 0
                         : score + (usual_file(guess->export->name) == (int)guess->file) * NAMED;
}

/* Whether it is called as ours, with our headings: then only how its values are written is proposed. */
static bool is_own(const struct guess *guess)
{
    bool own = strcmp(guess->export->name, words_input_file[guess->file]) == 0;
    for (size_t i = 0; i < guess->table->column_count && own; i++) {
        const struct input_column *column = &guess->table->columns[i];
        const int heading = guess->headings[i];
        own = heading == NO_HEADING ? column->need == OPTIONAL
                                    : strcmp(guess_heading(guess, heading), column->name) == 0;
    }
    return own;
}

bool guess_make(const struct raw_export *export, struct guess *ret_guess)
{
    int most = 0;
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        const struct input_table *table = input_table_of((enum input_file)file);
        for (guint row = 0; table && row < MIN(export->rows->len, HEADINGS_WITHIN); row++) {
            struct guess guess = {.export = export,
                                  .file = (enum input_file)file,
                                  .table = table,
                                  .heading_row = row,
                                  .skip_column = NO_COLUMN};
            const int score = guess_by_headings(&guess);
            if (score > most) {
                most = score;
                *ret_guess = guess;
            }
        }
    }
    ret_guess->own = most > 0 && is_own(ret_guess);
    return most > 0;
}

/* ---- rows ----------------------------------------------------------------------------------------- */

/* Totals and footers lack what a row must have. The column that all of them lack tells them. */
static bool is_footer(const struct guess *guess, const struct raw_row *row)
{
    int filled = 0;
    int wanted = 0;
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const int heading = guess->headings[i]; /* not the state, which a good row may lack */
        const bool asked = heading != NO_HEADING && guess->table->columns[i].need == FILLED;
        wanted += asked;
        filled += asked && *raw_cell(row, (guint)heading);
    }
    return filled < wanted && filled * 2 <= wanted;
}

/* A start that is a time alone has its day beside it. */
static void start_look(struct guess *guess)
{
    static const char DAYS[] = "date start_date appointment_date booking_date scheduled_date";
    const int start = guess_named(guess, "start");
    struct written written;
    if (guess->file != INPUT_SCHEDULES && start != NO_HEADING && guess->rows->len > 0 &&
        written_time_read(guess_value(guess, 0, start), &written)) {
        guess->date_of_start = guess_heading_find(guess, DAYS);
    }
}

static bool is_id(const struct input_column *column)
{
    return column->kind == VALUE_ID || column->kind == VALUE_PARTNER_ID ||
           column->kind == VALUE_PARTNER || column->kind == VALUE_PERIOD_PARTNER;
}

void guess_rows(struct guess *guess)
{
    static const char NAMES[] = "consultant_name consultant partner_name partner practitioner_name "
                                "practitioner clinician provider service_resource";
    const struct input_table *table = guess->table;
    guint lacking[GUESS_COLUMNS_MAX] = {0};
    guess->rows = g_array_new(FALSE, FALSE, sizeof(const struct raw_row *));
    for (guint at = guess->heading_row + 1; at < guess->export->rows->len; at++) {
        const struct raw_row *row = guess_row(guess->export, at);
        if (!is_footer(guess, row)) {
            g_array_append_val(guess->rows, row);
            continue;
        }
        guess->skipped++;
        for (size_t i = 0; i < table->column_count; i++) {
            const int heading = guess_heading_of(guess, i);
            lacking[i] += heading != NO_HEADING && !*raw_cell(row, (guint)heading);
        }
    }
    /* Best an id, which no row is without; never what only the state tells, which good rows may lack. */
    for (size_t i = 0; guess->skipped > 0 && i < table->column_count; i++) {
        const bool lacks = table->columns[i].need == FILLED && lacking[i] == guess->skipped &&
                           guess->headings[i] != NO_HEADING;
        const bool better =
            guess->skip_column == NO_COLUMN ||
            (is_id(&table->columns[i]) && !is_id(&table->columns[guess->skip_column]));
        guess->skip_column = lacks && better ? (int)i : guess->skip_column;
    }
    start_look(guess);
    guess->own_name = guess_heading_find(guess, NAMES);
}
