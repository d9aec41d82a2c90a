#include "importers/proposal/guess.h"

#include <string.h>

#include "engine/core/near.h"
#include "importers/source.h"
#include "importers/text/footers.h"
#include "importers/text/lines.h"
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
    return guess->end == heading ||
           (heading != NO_HEADING &&
            (guess->rates[RATE_PARTNER] == heading || guess->rates[RATE_ADHOC] == heading));
}

/* How sure each heading is each column, the end of appointments the last; the caller frees. */
static int *ranks_make(const struct guess *guess, int count)
{
    const struct input_table *table = guess->table;
    int *ranks = g_new0(int, (table->column_count + 1) * (size_t)count);
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    for (int at = 0; at < count; at++) {
        g_ptr_array_add(keys, usual_key(guess_heading(guess, at)));
    }
    for (size_t i = 0; i <= table->column_count; i++) {
        const bool end = i == table->column_count;
        if (end ? guess->file != INPUT_APPOINTMENTS : table->columns[i].kind == VALUE_NONE) {
            continue;
        }
        for (int at = 0; at < count; at++) {
            ranks[i * (size_t)count + (size_t)at] =
                usual_rank_of_key(guess->file, end ? "end" : table->columns[i].name,
                                  guess_heading(guess, at), keys->pdata[at]);
        }
    }
    return ranks;
}

/* Each heading is one column and each column one heading, the surest first. */
static void headings_assign(struct guess *guess)
{
    enum { RANKS = 40 };
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

/* Two rates of a row beside each other. */
static void rates_assign(struct guess *guess)
{
    static const char *const keys[RATE_KIND_COUNT] = {
        [RATE_PARTNER] = "partner_rate partner_hourly_rate schedule_rate schedule_hourly_rate",
        [RATE_ADHOC] = "ad_hoc_rate adhoc_rate ad_hoc_hourly_rate adhoc_hourly_rate"};
    const bool kind = guess->file == INPUT_RATES && guess_named(guess, "kind") != NO_HEADING;
    for (int i = 0; i < RATE_KIND_COUNT; i++) {
        guess->rates[i] = kind ? NO_HEADING : guess_heading_find(guess, keys[i]);
    }
    for (int i = 0; i < RATE_KIND_COUNT; i++) {
        if (guess->rates[RATE_KIND_COUNT - 1 - i] == NO_HEADING) {
            guess->rates[i] = NO_HEADING; /* one alone is the rate of a row that has a kind */
        }
    }
}

bool guess_has_rates(const struct guess *guess)
{
    return guess->rates[RATE_PARTNER] != NO_HEADING;
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
    guess->end = guess->date_of_start = NO_HEADING;
    guess->rates[RATE_PARTNER] = guess->rates[RATE_ADHOC] = NO_HEADING;
    headings_assign(guess);
    weekdays_assign(guess);
    rates_assign(guess);
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const bool there = guess->headings[i] != NO_HEADING;
        needed += there && guess->table->columns[i].need != OPTIONAL;
        found += there;
    }
    if (guess->file == INPUT_SCHEDULES && guess_has_weekdays(guess)) {
        needed += 2; /* a weekday and a start */
    }
    if (guess->file == INPUT_RATES && guess_has_rates(guess) &&
        guess_heading_find(guess, "abn abn_number") == NO_HEADING) {
        needed += guess_named(guess, "hourly_rate") == NO_HEADING ? 2 : 1; /* a kind and a rate */
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
                                  .skip_heading = NO_HEADING};
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

static bool is_id(const struct input_column *column)
{
    return column->kind == VALUE_ID || column->kind == VALUE_PARTNER_ID ||
           column->kind == VALUE_PARTNER || column->kind == VALUE_PERIOD_PARTNER;
}

/* The place of the first cell that is filled, and how many are. */
static guint cells_filled(const struct raw_row *row, guint *ret_count)
{
    guint first = 0;
    *ret_count = 0;
    for (guint i = row->cells->len; i > 0; i--) {
        const bool filled = *raw_cell(row, i - 1) != '\0';
        first = filled ? i - 1 : first;
        *ret_count += filled;
    }
    return first;
}

/* Totals and footers lack what a row must have. */
static bool is_footer(const struct guess *guess, const struct raw_row *row)
{
    guint count = 0;
    const guint first = cells_filled(row, &count);
    const bool total = footer_is_total(raw_cell(row, first));
    int filled = 0;
    int wanted = 0;
    bool id = false; /* the total stands where an id does */
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const int heading = guess->headings[i]; /* not the state, which a good row may lack */
        const bool asked = heading != NO_HEADING && guess->table->columns[i].need != OPTIONAL;
        wanted += asked;
        filled += asked && *raw_cell(row, (guint)heading);
        id |= heading == (int)first && is_id(&guess->table->columns[i]);
    }
    return filled < wanted ? filled * 2 <= wanted || total : total && id;
}

/* How well a heading tells rows from those that are none: best an id, which no row is without, least what
 * is none of ours. */
enum { SKIP_THEIRS = 1, SKIP_OURS, SKIP_NEEDED, SKIP_ID };
static int skip_rank(const struct guess *guess, int heading)
{
    int rank = SKIP_THEIRS;
    for (size_t i = 0; i < guess->table->column_count; i++) {
        const struct input_column *column = &guess->table->columns[i];
        /* A start and an end may be blank to nobody but the reader of headings. */
        const bool needed =
            column->need == FILLED || (column->need == HEADING && column->kind == VALUE_OWN);
        const int own = !needed ? SKIP_OURS : is_id(column) ? SKIP_ID : SKIP_NEEDED;
        rank = guess->headings[i] == heading ? MAX(rank, own) : rank;
    }
    return rank;
}

/* The heading that every row fills and none of those that are left out; `skipped`: of const struct raw_row *. */
static void skip_find(struct guess *guess, const GArray *skipped)
{
    int best = 0;
    for (int heading = 0; skipped->len > 0 && heading < guess_heading_count(guess); heading++) {
        bool tells = *guess_heading(guess, heading) != '\0';
        for (guint i = 0; i < guess->rows->len && tells; i++) {
            tells = *guess_value(guess, i, heading) != '\0';
        }
        for (guint i = 0; i < skipped->len && tells; i++) {
            tells = !*raw_cell(g_array_index(skipped, const struct raw_row *, i), (guint)heading);
        }
        const int rank = tells ? skip_rank(guess, heading) : 0;
        guess->skip_heading = rank > best ? heading : guess->skip_heading;
        best = MAX(best, rank);
    }
}

/* Whether all of them come after the rows, have no more than a word or two or are totals, and lack what a row
 * must have. */
static bool skip_is_sure(const struct guess *guess, const GArray *skipped)
{
    enum { FEW = 2 };
    const uint32_t last =
        guess->rows->len > 0
            ? g_array_index(guess->rows, const struct raw_row *, guess->rows->len - 1)->line
            : 0;
    bool sure =
        guess->skip_heading != NO_HEADING && skip_rank(guess, guess->skip_heading) >= SKIP_NEEDED;
    for (guint i = 0; i < skipped->len && sure; i++) {
        const struct raw_row *row = g_array_index(skipped, const struct raw_row *, i);
        guint count = 0;
        const char *leader = raw_cell(row, cells_filled(row, &count));
        sure = row->line > last &&
               (footer_is_total(leader) ||
                (count <= FEW && !(id_is_formed(leader) && text_has_digit(leader))));
    }
    return sure;
}

static bool is_time(const char *value)
{
    struct written written;
    return written_time_read(value, &written);
}

/* A start that is a time alone has its day beside it, and so has an end. */
static void start_look(struct guess *guess)
{
    static const char DAYS[] = "date start_date appointment_date booking_date scheduled_date day";
    const int start = guess_named(guess, "start");
    if (guess->file != INPUT_SCHEDULES && start != NO_HEADING && guess->rows->len > 0 &&
        is_time(guess_value(guess, 0, start))) {
        guess->date_of_start = guess_heading_find(guess, DAYS);
        guess->end_is_time = guess->date_of_start != NO_HEADING && guess->end != NO_HEADING &&
                             is_time(guess_value(guess, 0, guess->end));
    }
}

void guess_rows(struct guess *guess)
{
    g_autoptr(GArray) skipped = g_array_new(FALSE, FALSE, sizeof(const struct raw_row *));
    guess->rows = g_array_new(FALSE, FALSE, sizeof(const struct raw_row *));
    for (guint at = guess->heading_row + 1; at < guess->export->rows->len; at++) {
        const struct raw_row *row = guess_row(guess->export, at);
        g_array_append_val(is_footer(guess, row) ? skipped : guess->rows, row);
    }
    guess->skipped = skipped->len;
    skip_find(guess, skipped);
    guess->skip_is_sure = skip_is_sure(guess, skipped);
    start_look(guess);
}

/* ---- values --------------------------------------------------------------------------------------- */

struct known_partners known_partners_find(const struct guess *partners)
{
    const struct known_partners known = {
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev),
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    static const char *const columns[] = {"legal_name", "trading_name"};
    const int id = partners ? guess_named(partners, "partner_id") : NO_HEADING;
    for (guint i = 0; id != NO_HEADING && i < partners->rows->len; i++) {
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();
        const char *partner_id = guess_value(partners, i, id);
        if (!partner_id_is_formed(partner_id)) {
            continue;
        }
        for (size_t at = 0; at < G_N_ELEMENTS(columns); at++) {
            const int heading = guess_named(partners, columns[at]);
            g_autofree char *name =
                heading == NO_HEADING ? NULL : text_name_fold(guess_value(partners, i, heading));
            if (name && *name) {
                const char *other = g_hash_table_lookup(known.ids, name);
                const bool one = !other || strcmp(other, partner_id) == 0;
                g_strv_builder_add(names, name);
                g_hash_table_insert(known.ids, g_strdup(name), (gpointer)(one ? partner_id : ""));
            }
        }
        g_hash_table_insert(known.names, g_strdup(partner_id), g_strv_builder_end(names));
    }
    return known;
}

void known_partners_clear(struct known_partners *known)
{
    g_clear_pointer(&known->names, g_hash_table_unref);
    g_clear_pointer(&known->ids, g_hash_table_unref);
}

const char *known_partner_find(const struct known_partners *known, const char *name)
{
    g_autofree char *folded = text_name_fold(name);
    const char *partner_id = g_hash_table_lookup(known->ids, folded);
    return partner_id && *partner_id ? partner_id : NULL;
}

const char *guess_word(const struct input_column *column, const char *theirs)
{
    for (size_t i = 0; column->words && column->words[i]; i++) {
        if (*theirs && near_same(column->words[i], theirs)) {
            return column->words[i];
        }
    }
    return usual_word(column->words == words_taken_status ? "taken_status" : column->name, theirs);
}

/* Whether the value is plainly of the column's kind. */
static bool value_tells(const struct input_column *column, const struct known_partners *known,
                        const char *value)
{
    struct written written;
    switch (column->kind) {
    case VALUE_PARTNER_ID:
    case VALUE_PARTNER:
    case VALUE_PERIOD_PARTNER:
        return g_hash_table_contains(known->names, value);
    case VALUE_WORD:
        return guess_word(column, value) != NULL;
    case VALUE_DAY_FROM:
    case VALUE_DAY_TO:
    case VALUE_LAST_DAY:
    case VALUE_STAMP_FROM:
    case VALUE_STAMP_TO:
        return written_read(value, DATE_ORDER_DAY_MONTH_YEAR, &written) ||
               written_read(value, DATE_ORDER_MONTH_DAY_YEAR, &written);
    default:
        return false;
    }
}

/* Of the heading's values that are filled: whether all of them tell, or any. */
static bool heading_tells(const struct guess *guess, int heading, const struct input_column *column,
                          const struct known_partners *known, bool all)
{
    guint filled = 0;
    guint telling = 0;
    for (guint i = 0; i < guess->rows->len; i++) {
        const char *value = guess_value(guess, i, heading);
        filled += *value != '\0';
        telling += *value && value_tells(column, known, value);
    }
    return telling > 0 && (!all || telling == filled);
}

/* A column that must be there and that no heading told. */
static int heading_by_values(const struct guess *guess, const struct input_column *column,
                             const struct known_partners *known)
{
    for (int at = 0; at < guess_heading_count(guess); at++) {
        if (!guess_takes(guess, at) && heading_tells(guess, at, column, known, true)) {
            return at;
        }
    }
    return NO_HEADING;
}

/* Of headings that may be the column the first with days; none where the column has only days. */
static int heading_of_days(const struct guess *guess, size_t column,
                           const struct known_partners *known)
{
    const struct input_column *form = &guess->table->columns[column];
    const bool may_be_words = strcmp(form->name, "gst_from") == 0;
    if (heading_tells(guess, guess->headings[column], form, known, false)) {
        return guess->headings[column];
    }
    for (int at = 0; at < guess_heading_count(guess); at++) {
        if (!guess_takes(guess, at) && at != guess->date_of_start &&
            usual_rank(guess->file, form->name, guess_heading(guess, at)) > 0 &&
            heading_tells(guess, at, form, known, false)) {
            return at;
        }
    }
    guint filled = 0;
    for (guint i = 0; i < guess->rows->len; i++) {
        filled += *guess_value(guess, i, guess->headings[column]) != '\0';
    }
    return may_be_words || filled == 0 || form->need != OPTIONAL ? guess->headings[column]
                                                                 : NO_HEADING;
}

/* A heading below which there are names of partners alone. */
static int heading_of_names(const struct guess *guess, const struct known_partners *known)
{
    for (int at = 0; at < guess_heading_count(guess); at++) {
        guint names = 0;
        bool all = !guess_takes(guess, at);
        for (guint i = 0; i < guess->rows->len && all; i++) {
            const char *value = guess_value(guess, i, at);
            all = !*value || known_partner_find(known, value);
            names += *value != '\0';
        }
        if (all && names > 0) {
            return at;
        }
    }
    return NO_HEADING;
}

void guess_by_values(struct guess *guess, const struct known_partners *known)
{
    for (size_t i = 0; i < guess->table->column_count && !guess->own; i++) {
        const struct input_column *column = &guess->table->columns[i];
        const bool day = column->kind == VALUE_DAY_FROM || column->kind == VALUE_DAY_TO ||
                         column->kind == VALUE_LAST_DAY || column->kind == VALUE_STAMP_FROM ||
                         column->kind == VALUE_STAMP_TO;
        const bool of_rates = guess_has_rates(guess) && strcmp(column->name, "kind") == 0;
        if (guess->headings[i] == NO_HEADING && column->need != OPTIONAL && !day && !of_rates) {
            guess->headings[i] = heading_by_values(guess, column, known);
        } else if (guess->headings[i] != NO_HEADING && day) {
            guess->headings[i] = heading_of_days(guess, i, known);
        }
    }
    const int partner = guess->table->partner_column;
    if (partner != NO_COLUMN && guess->headings[partner] == NO_HEADING &&
        guess->file != INPUT_PARTNERS) {
        guess->headings[partner] = heading_of_names(guess, known);
        guess->partner_by_name = guess->headings[partner] != NO_HEADING;
    }
}
