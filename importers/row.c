#include "importers/row.h"

#include <string.h>

#include "engine/core/money.h"
#include "engine/core/near.h"
#include "engine/store/rows.h"
#include "importers/odd_values.h"
#include "importers/row_private.h"
#include "importers/text/lines.h"
#include "importers/text/zone.h"

/* ---- issues -------------------------------------------------------------------------------------- */

const char *row_value(const struct row *row, int column)
{
    return row->record->values[column];
}

const char *row_found(const struct row *row, int column)
{
    return row->translated ? row->translated->found[column] : row_value(row, column);
}

static const char *row_heading(const struct row *row, int column)
{
    const char *heading = row->headings ? row->headings[column] : NULL;
    return heading ? heading : row->table->columns[column].name;
}

bool row_is_blank(const struct row *row, int column)
{
    return text_is_blank(row_value(row, column));
}

bool reading_issue(struct reading *reading, const char *partner_id, const char *key,
                   const struct issue_place *place, enum issue_code code, const char *found,
                   const char *expected, const char *mend, GError **error)
{
    if (!partner_id) {
        issues_add(reading->issues, place, code, found, expected, mend, NULL);
        return true;
    }
    g_autoptr(GStringChunk) texts = g_string_chunk_new(256);
    struct issue issue = issue_compose(texts, place, code, found, expected, mend);
    g_autofree char *line = issue_line(&issue);
    reading->held_rows++;
    return store_import_hold(reading->import, (enum input_file)place->order, partner_id, key,
                             place->line, line, error);
}

/* The id of the row, where the file replaces rows by it and it can be read; else "". */
static const char *row_key(const struct row *row)
{
    const char *key = row->table->placed ? row_value(row, row->table->key_column) : "";
    return id_is_formed(key) ? key : "";
}

/* A partner of another file than partners.csv. A word that nobody has as an id may be a client's name. */
static bool partner_may_be(struct row *row, const char *value)
{
    if (!partner_id_is_formed(value) || text_has_digit(value) || row->table == &partners_table) {
        return partner_id_is_formed(value);
    }
    const struct partner_entry *entry =
        partner_book_find(row->reading->partners, value, &row->failure);
    return entry && !entry->supposed;
}

/* Whether the value is of the kind that its column has, be it right or wrong. */
static bool value_belongs(struct row *row, int column, const char *value)
{
    const struct input_column *form = &row->table->columns[column];
    if (row->table == &holidays_table || row->table == &areas_table) {
        return true; /* published facts */
    }
    switch (form->kind) {
    case VALUE_NONE:
    case VALUE_TEXT:
        return false;
    case VALUE_ID:
        return id_is_formed(value);
    case VALUE_PARTNER_ID:
    case VALUE_PARTNER:
    case VALUE_PERIOD_PARTNER:
        return partner_may_be(row, value);
    case VALUE_WORD:
        return words_find(form->words, value) >= 0;
    default:
        return odd_value_is_plain(value);
    }
}

/* Lists an issue of a value that does not belong in its column. */
static void odd_value_list(struct row *row, int column, const struct issue_place *place,
                           enum issue_code code, const char *expected, const char *mend)
{
    const struct input_column *form = &row->table->columns[column];
    const char *value = row_found(row, column);
    const bool free =
        form->kind == VALUE_ID || form->of_person || (form->kind == VALUE_TEXT && !form->of_list);
    uint32_t index = UINT32_MAX;
    issues_add(row->reading->issues, place, code, issue_mask(row->texts, value), expected, mend,
               &index);
    if (!free && index != UINT32_MAX) {
        odd_values_note(row->odd_values, column, value, place->line, index);
    }
}

/* An issue of the row with that partner; NULL: of the list. */
static void line_issue(struct row *row, const char *partner_id, uint32_t line, int column,
                       enum issue_code code, const char *expected, const char *mend)
{
    const char *value = row_found(row, column);
    struct issue_place place = {row->format->file, row->format->order, line,
                                row_heading(row, column), row->record->positions[column]};
    if (row->failure) {
        return;
    }
    bool belongs = code == ISSUE_COMPANY_ABN || code == ISSUE_REPEATED_AREA ||
                   value_belongs(row, column, value);
    if (belongs || partner_id) {
        reading_issue(row->reading, partner_id, row_key(row), &place, code,
                      belongs ? value : issue_mask(row->texts, value), expected, mend,
                      &row->failure);
    } else {
        odd_value_list(row, column, &place, code, expected, mend);
    }
}

void row_issue(struct row *row, int column, enum issue_code code, const char *expected,
               const char *mend)
{
    if (text_is_spreadsheet_number(row_found(row, column))) {
        mend = issue_texts[ISSUE_SPREADSHEET_NUMBER].mend;
    }
    if (!row->held_partner || row->issue_count == 0) {
        line_issue(row, row->held_partner, row->record->line, column, code, expected, mend);
    }
    row->issue_count++;
}

/* The heading whose dates the starts of an export have before their times; "Date" where none is known. */
static const char *date_heading(const struct row *row)
{
    const struct source_column *start =
        source_column_find(row->translated->pass, input_column_find(row->table, "start"));
    const struct source_piece *first = start && start->pieces->len > 1
                                           ? &g_array_index(start->pieces, struct source_piece, 0)
                                           : NULL;
    return first && !first->constant ? first->text : "Date";
}

/* A time in an export whose date has a heading of its own; NULL: it is none. */
static const char *time_alone_mend(struct row *row, int column)
{
    struct written written;
    const struct source_column *named =
        row->translated ? source_column_find(row->translated->pass, column) : NULL;
    if (!named || named->pieces->len > 1 || !written_time_read(row_found(row, column), &written)) {
        return NULL;
    }
    const char *ours = named->is_end ? "end" : row->table->columns[column].name;
    return issue_print(row->texts,
                       "it is a time alone: write %s = %s & \" \" & %s in [%s columns] of "
                       "sources.ini, with the heading of its date",
                       ours, date_heading(row), named->text, row->translated->pass->name);
}

void row_problem(struct row *row, int column, const struct text_problem *problem)
{
    if (problem->code == ISSUE_AMBIGUOUS_FORMAT && !row->held_partner) {
        date_evidence_add(&row->evidence[column], row_found(row, column), row->record->line);
    }
    const bool dated = problem->code == ISSUE_BAD_INSTANT || problem->code == ISSUE_BAD_DATE;
    const char *alone = dated ? time_alone_mend(row, column) : NULL;
    row_issue(row, column, problem->code, problem->expected, alone ? alone : problem->mend);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

/* A year mistyped, which no later import of another month would tell. */
static void row_far_check(struct row *row)
{
    enum { MONTHS_MAX = 13 };
    const day last = period_last(period_add_months(row->reading->period, MONTHS_MAX));
    struct partner_zone zone;
    /* No clock is a day before UTC's. */
    if (row->span.start.utc_minutes < (int64_t)last.number * MINUTES_PER_DAY ||
        !row_zone(row, last, &zone) || !zone.timezone ||
        day_compare(clock_local(&zone.clock, row->span.start).date, last) <= 0) {
        return;
    }
    const struct civil civil = day_to_civil(last);
    row_issue(row, input_column_find(row->table, "start"), ISSUE_FAR_FROM_PERIOD,
              issue_print(row->texts,
                          "a start at most 13 months after the period's end, %04d-%02d-%02d",
                          civil.year, civil.month, civil.day),
              NULL);
}

/* The last look at a row that is placed in time. In the period it needs a partner of the period or of
 * one before it; elsewhere any that is known. A good row whose partner's own row is wrong cannot be placed in a zone
 * that is not known: under hold_bad it is set aside with that row, otherwise that row's error is
 * enough if it is in this import. */
static void row_place(struct row *row)
{
    struct partner_zone zone;
    struct period period = row->reading->period;
    bool elsewhere = row->partner && !row->unplaced && !row->partner->left &&
                     row->partner->standing == PARTNER_UNKNOWN;
    if (row->issue_count == 0 && row->partner) {
        row_far_check(row);
    }
    if (row->issue_count > 0 || !row->partner ||
        (elsewhere && !row_zone(row, period.first, &zone))) {
        return;
    }
    if (elsewhere && zone.timezone &&
        interval_overlaps(row->span, clock_days(&zone.clock, period.first, period_last(period)))) {
        row_partner_unknown(row, row->partner->partner_id);
    } else if (row->unplaced && !(row->partner->own && !row->reading->hold_bad)) {
        row_issue(row, row->table->partner_column, ISSUE_UNKNOWN_PARTNER,
                  "a partner whose row in partners.csv is right", "mend that row first");
    }
}

/* In which month of the partner's an appointment starts. */
static void month_count(struct row *row)
{
    struct partner_zone zone;
    const day date = {(int32_t)(row->span.start.utc_minutes / MINUTES_PER_DAY)};
    if (!row->partner || !row_zone(row, date, &zone) || !zone.timezone) {
        return;
    }
    const struct civil start = day_to_civil(clock_local(&zone.clock, row->span.start).date);
    const gpointer month = GINT_TO_POINTER(start.year * 12 + start.month);
    const int known = GPOINTER_TO_INT(g_hash_table_lookup(row->reading->months, month));
    g_hash_table_insert(row->reading->months, month, GINT_TO_POINTER(known + 1));
}

/* A placed row of the store that does not lie in the period is told beside those that do. */
static void elsewhere_count(struct row *row)
{
    struct partner_zone zone;
    const struct period period = row->reading->period;
    row->elsewhere =
        row->partner && row_zone(row, period.first, &zone) && zone.timezone &&
        !interval_overlaps(row->span, clock_days(&zone.clock, period.first, period_last(period)));
    row->reading->elsewhere[row->format->order] += row->elsewhere ? 1 : 0;
}

/* Starts and ends of an export, whose dates are in the order of their column. */
static void dates_note(const struct row *row)
{
    static const char *const edges[] = {"start", "end"};
    for (size_t i = 0; i < G_N_ELEMENTS(edges) && row->translated; i++) {
        const int column = input_column_find(row->table, edges[i]);
        if (column != NO_COLUMN && row->staged) {
            exchanged_note(row->reading->exchanged, row->format->file, row_heading(row, column),
                           row->record->line, row_found(row, column), row->date_orders[column]);
        }
    }
}

/* A duplicate is an issue that names the other line, and under hold_bad holds the other row's partner
 * as well, where the key does not tell that it is the same. */
static void row_stage(struct row *row, const void *fields)
{
    int column = row->table->key_column;
    uint32_t first_line = 0;
    g_autofree char *first_partner = NULL;
    enum stage_result result =
        store_stage(row->reading->import, (enum input_file)row->format->order, fields, &first_line,
                    &first_partner, &row->failure);
    row->staged = result == STAGE_DONE;
    if (result != STAGE_DUPLICATE || column == NO_COLUMN) {
        return;
    }
    if (first_line <= row->base && row->base > 0) {
        row_issue(row, column, ISSUE_DUPLICATE_ROW,
                  "each key once; an export that is read before it has it already", NULL);
        return;
    }
    first_line -= row->base;
    if (first_partner && row->reading->hold_bad) {
        line_issue(row, first_partner, first_line, column, ISSUE_DUPLICATE_ROW,
                   issue_print(row->texts, "each key once; line %u has it too", row->record->line),
                   NULL);
    }
    row_issue(row, column, ISSUE_DUPLICATE_ROW,
              issue_print(row->texts, "each key once; line %u has it already", first_line), NULL);
}

static void controls_check(struct row *row)
{
    for (size_t column = 0; column < row->table->column_count; column++) {
        gunichar character = text_refused_character(row_value(row, (int)column));
        if (character != 0) {
            row_issue(row, (int)column, ISSUE_CONTROL_CHARACTER, NULL,
                      character == '\n' ? "it has a line break: write it on one line"
                                        : issue_print(row->texts, "take out the character U+%04X",
                                                      (unsigned)character));
        }
    }
}

/* What its values say together; and where nothing is wrong with it, it is staged. */
static void row_finish(struct row *row, void *fields)
{
    const struct input_table *table = row->table;
    if (table->check && !row->failure) {
        table->check(row, fields);
    }
    if (table->placed && !row->failure) {
        row_place(row);
    }
    if (row->issue_count == 0 && !row->unplaced && !row->failure &&
        row->format->order < INPUT_FILE_COUNT) {
        row_stage(row, fields);
        if (table->placed) {
            elsewhere_count(row);
            dates_note(row);
        }
        if (row->format->order == INPUT_APPOINTMENTS) {
            month_count(row);
        }
    }
}

/* What is wrong with a row before its values are read. A word that nobody named is told once a value. */
static bool translated_check(struct row *row)
{
    const struct translated_row *translated = row->translated;
    if (!translated || translated->flawed == NO_COLUMN) {
        return true;
    }
    if (translated->problem.code == ISSUE_UNNAMED_VALUE && !row->reading->hold_bad) {
        row->issue_count++;
    } else {
        row_problem(row, translated->flawed, &translated->problem);
    }
    return false;
}

static void values_read(struct row *row, char *fields)
{
    if (!row->record->plain) {
        controls_check(row);
    }
    for (size_t i = 0; i < row->table->column_count && !row->failure; i++) {
        row_value_read(row, (int)i, fields);
    }
}

/* Reads and stages the row of row->record. */
static bool row_take(struct row *row, GError **error)
{
    const struct input_table *table = row->table;
    _Alignas(max_align_t) char fields[ROW_SIZE_MAX];
    memset(fields, 0, table->row_size);
    *(struct fact_source *)(void *)(fields + table->source_offset) =
        (struct fact_source){row->format->file, row->base + row->record->line, 0};
    if (row->reading->asked && !g_strv_contains((const char *const *)row->reading->asked,
                                                row_value(row, table->partner_column))) {
        row->unasked = true;
        return true;
    }
    if (row->reading->hold_bad && table->partner_column != NO_COLUMN &&
        partner_may_be(row, row_value(row, table->partner_column))) {
        row->held_partner = row_value(row, table->partner_column);
    }
    if (!row->failure && translated_check(row)) {
        values_read(row, fields);
        if (!row->record->lacking) {
            row_finish(row, fields);
        }
    } else if (table == &partners_table && partner_id_is_formed(row_value(row, 0))) {
        /* The partner is there all the same: no other file is to complain of it. */
        partner_book_add(row->reading->partners, row_value(row, 0), NULL,
                         (struct day_range){DAY_UNBOUNDED_FROM, DAY_UNBOUNDED_TO}, false);
    }
    g_string_chunk_clear(row->texts);
    if (row->failure) {
        g_propagate_error(error, row->failure);
    }
    return !row->failure;
}

/* A file whose records are taken. */
struct taking {
    struct row row;                  /* as each begins */
    struct translation *translation; /* of records of theirs; else NULL */
    struct record_counts *counts;
};

/* A record, by the best of its rows. */
static void record_count(struct record_counts *counts, const struct record_counts *of_it)
{
    counts->rows += of_it->rows;
    counts->used += of_it->used > 0;
    counts->other += of_it->used == 0 && of_it->other > 0;
    counts->aside += of_it->used + of_it->other == 0 && of_it->aside > 0;
    counts->unasked += of_it->used + of_it->other + of_it->aside == 0 && of_it->unasked > 0;
}

static bool row_take_counted(struct row *row, struct record_counts *counts, GError **error)
{
    const bool done = row_take(row, error);
    counts->rows++;
    counts->used += row->staged && !row->elsewhere;
    counts->other += row->staged && row->elsewhere;
    counts->aside += row->issue_count > 0;
    counts->unasked += row->unasked;
    return done;
}

static bool record_take(const struct csv_record *record, void *user_data, GError **error)
{
    const struct taking *taking = user_data;
    struct record_counts counts = {0};
    struct row row = taking->row;
    row.record = record;
    const bool done = row_take_counted(&row, &counts, error);
    record_count(taking->counts, &counts);
    return done;
}

/* For issues_tell: a date in the order of its column. */
static const char *date_mend(GStringChunk *texts, const struct issue *issue, int order)
{
    char text[WRITTEN_SIZE];
    const char *mend = strstr(issue->expected, "; ");
    return mend && order != DATE_ORDER_UNKNOWN &&
                   written_rewrite(issue->found, (enum date_order)order, text)
               ? issue_print(texts, "%.*s; write %s", (int)(mend - issue->expected),
                             issue->expected, text)
               : NULL;
}

/* Whether columns of the file are written in orders that differ. */
static bool orders_differ(const struct row *row)
{
    enum date_order met = DATE_ORDER_UNKNOWN;
    for (size_t i = 0; i < row->table->column_count; i++) {
        const enum date_order order = date_evidence_order(&row->evidence[i]);
        if (order != DATE_ORDER_UNKNOWN && met != DATE_ORDER_UNKNOWN && order != met) {
            return true;
        }
        met = order != DATE_ORDER_UNKNOWN ? order : met;
    }
    return false;
}

/* When all rows are read: what is told of columns as a whole. */
static void columns_tell(const struct row *row)
{
    const bool differ = orders_differ(row);
    for (size_t i = 0; i < row->table->column_count; i++) {
        const struct input_column *form = &row->table->columns[i];
        struct issues *issues = row->reading->issues;
        const uint32_t order = row->format->order;
        const char *heading = row_heading(row, (int)i);
        /* The section of sources.ini. */
        const char *file = order < INPUT_FILE_COUNT ? words_input_file[order] : row->format->file;
        if (row->evidence[i].count > 0) {
            const enum date_order said = row->date_orders[i];
            g_autofree char *key =
                g_strdup_printf("date_order%s%s", differ ? " of " : "", differ ? form->name : "");
            g_autofree char *text = date_evidence_text(&row->evidence[i], said, key, file);
            issues_tell(issues, order, heading, ISSUE_AMBIGUOUS_FORMAT, text, date_mend,
                        (int)(said ? said : date_evidence_order(&row->evidence[i])));
        }
        if (form->kind == VALUE_WORD && row->wrong_words[i] > 1) {
            issues_tell(issues, order, heading, ISSUE_BAD_CHOICE,
                        issue_print(row->texts,
                                    "expected %s; say which of them each is in [%s values of %s] "
                                    "of sources.ini",
                                    row_words_text(row->texts, form->words), file, form->name),
                        NULL, 0);
        }
    }
}

/* A row as each of the file begins; rows_end frees, and tells what all of them show together. */
static struct row rows_begin(struct reading *reading, const struct input_table *table,
                             const struct csv_format *format)
{
    return (struct row){.table = table,
                        .format = format,
                        .reading = reading,
                        .texts = g_string_chunk_new(256),
                        .odd_values = odd_values_new(),
                        .evidence = g_new0(struct date_evidence, table->column_count),
                        .wrong_words = g_new0(uint32_t, table->column_count),
                        .date_orders = g_new0(enum date_order, table->column_count)};
}

static void rows_end(struct row *row)
{
    odd_values_show(row->odd_values, row->reading->issues);
    columns_tell(row);
    g_free(row->evidence);
    g_free(row->wrong_words);
    g_free(row->date_orders);
    g_hash_table_unref(row->odd_values);
    g_string_chunk_free(row->texts);
}

bool table_read(struct reading *reading, const struct input_table *table, const char *path,
                const char *name, uint32_t file, struct csv_summary *ret_summary,
                struct record_counts *ret_counts, GError **error)
{
    struct csv_column columns[CSV_COLUMNS_MAX];
    CHECK(table->row_size <= ROW_SIZE_MAX);
    for (size_t i = 0; i < table->column_count; i++) {
        columns[i] = (struct csv_column){.name = table->columns[i].name,
                                         .required = table->columns[i].need != OPTIONAL,
                                         .unread = table->columns[i].kind == VALUE_NONE};
    }
    const struct csv_format format = {name, file, columns, table->column_count, NULL};
    *ret_counts = (struct record_counts){0};
    struct taking taking = {.row = rows_begin(reading, table, &format), .counts = ret_counts};
    bool done =
        csv_file_read(path, &format, record_take, &taking, reading->issues, ret_summary, error);
    rows_end(&taking.row);
    return done;
}

/* ---- another system's ----------------------------------------------------------------------------- */

static bool theirs_take(const struct csv_record *record, void *user_data, GError **error)
{
    const struct taking *theirs = user_data;
    struct translated_row translated;
    struct record_counts counts = {0};
    g_autoptr(GError) failure = NULL;
    translation_begin(theirs->translation, record);
    while (!failure && translation_next(theirs->translation, &translated, &failure)) {
        struct row row = theirs->row;
        row.translated = &translated;
        row.record = &translated.record;
        row_take_counted(&row, &counts, &failure);
    }
    record_count(theirs->counts, &counts);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return true;
}

bool table_translate(struct reading *reading, struct translation *translation, const char *path,
                     uint32_t base, struct csv_summary *ret_summary,
                     struct record_counts *ret_counts, GError **error)
{
    const struct csv_format format = translation_format(translation);
    *ret_counts = (struct record_counts){0};
    const struct input_table *table = input_table_of((enum input_file)format.order);
    struct taking theirs = {.row = rows_begin(reading, table, &format),
                            .translation = translation,
                            .counts = ret_counts};
    theirs.row.base = base;
    for (size_t i = 0; i < table->column_count; i++) {
        theirs.row.date_orders[i] = translation_date_order(translation, (int)i);
    }
    theirs.row.headings = translation_headings(translation);
    bool done =
        csv_file_read(path, &format, theirs_take, &theirs, reading->issues, ret_summary, error);
    rows_end(&theirs.row);
    return done;
}
