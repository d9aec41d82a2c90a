#include "importers/row.h"

#include <string.h>

#include "engine/core/near.h"
#include "importers/text/lines.h"
#include "importers/text/zone.h"

enum { ID_LENGTH_MAX = 32 };

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

bool row_stage(struct row *row, int key_column, const void *fact, GError **error)
{
    uint32_t first_line = 0;
    g_autofree char *first_partner = NULL;
    enum stage_result result = store_stage(row->table->reading->import, row->table->file, fact,
                                           &first_line, &first_partner, error);
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

/* ---- values -------------------------------------------------------------------------------------- */

const char *row_value(const struct row *row, int column)
{
    return row->record->values[column];
}

/* Nothing but white space, which quotation marks keep, is blank too. */
bool row_is_blank(const struct row *row, int column)
{
    return text_is_blank(row_value(row, column));
}

/* An issue where the value is blank. */
static bool filled(struct row *row, int column)
{
    if (row_is_blank(row, column)) {
        row_issue(row, column, ISSUE_BLANK_VALUE, NULL, NULL);
        return false;
    }
    return true;
}

/* ---- text and ids -------------------------------------------------------------------------------- */

const char *row_text(struct row *row, int column, long characters_max)
{
    const char *value = row_value(row, column);
    if (strlen(value) > (size_t)characters_max && g_utf8_strlen(value, -1) > characters_max) {
        g_autofree char *expected = g_strdup_printf("at most %ld characters", characters_max);
        g_autofree char *mend = g_strdup_printf("shorten it, it has %ld", g_utf8_strlen(value, -1));
        row_issue(row, column, ISSUE_TOO_LONG, expected, mend);
    }
    return row_is_blank(row, column) ? "" : value;
}

const char *row_text_required(struct row *row, int column, long characters_max)
{
    return filled(row, column) ? row_text(row, column, characters_max) : "";
}

/* How many of its first characters an id may have. */
static size_t id_length(const char *text)
{
    size_t length = 0;
    while (g_ascii_isalnum(text[length]) || (text[length] && strchr("._-", text[length]))) {
        length++;
    }
    return length;
}

bool row_id_is_formed(const char *text)
{
    size_t length = id_length(text);
    return length >= 1 && length <= ID_LENGTH_MAX && text[length] == '\0';
}

const char *row_id(struct row *row, int column, bool required)
{
    const char *value = row_value(row, column);
    if (*value == '\0') {
        if (required) {
            filled(row, column);
        }
        return "";
    }
    if (!row_id_is_formed(value)) {
        bool long_one = value[id_length(value)] == '\0';
        row_issue(row, column, ISSUE_BAD_ID, NULL, long_one ? "shorten it" : NULL);
    }
    return value;
}

/* "p0001 " -> "write P0001", where that is an id. */
static char *partner_id_mend(const char *value)
{
    g_autofree char *upper = g_ascii_strup(value, -1);
    g_strstrip(upper);
    return partner_id_is_formed(upper) ? g_strdup_printf("write %s", upper) : NULL;
}

const char *row_partner_id(struct row *row, int column)
{
    const char *value = row_value(row, column);
    if (*value != '\0' && !partner_id_is_formed(value)) {
        g_autofree char *mend = partner_id_mend(value);
        row_issue(row, column, ISSUE_BAD_ID,
                  "1 to 14 of A-Z 0-9 -, beginning with a letter or digit", mend);
    }
    return value;
}

bool row_partner(struct row *row, const struct partner_entry **ret_partner, GError **error)
{
    int column = row->table->partner_column;
    const char *partner_id = row_value(row, column);
    *ret_partner = NULL;
    if (!filled(row, column)) {
        return true;
    }
    row_partner_id(row, column);
    if (!partner_id_is_formed(partner_id)) {
        return true;
    }
    g_autoptr(GError) failure = NULL;
    struct partner_book *book = row->table->reading->partners;
    *ret_partner = partner_book_find(book, partner_id, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!*ret_partner) {
        row_issue(row, column, ISSUE_UNKNOWN_PARTNER, NULL, partner_book_mend(book, partner_id));
    }
    return true;
}

bool row_period_partner(struct row *row, const struct partner_entry **ret_partner, GError **error)
{
    if (!row_partner(row, ret_partner, error)) {
        return false;
    }
    if (*ret_partner && (*ret_partner)->standing == PARTNER_UNKNOWN) {
        row_issue(row, row->table->partner_column, ISSUE_UNKNOWN_PARTNER, NULL,
                  partner_book_mend(row->table->reading->partners, (*ret_partner)->partner_id));
        *ret_partner = NULL;
    }
    return true;
}

/* ---- dates and numbers --------------------------------------------------------------------------- */

day row_day(struct row *row, int column, day blank)
{
    struct text_problem problem;
    day date = blank;
    const char *value = row_value(row, column);
    if (*value == '\0') {
        return blank;
    }
    if (!instant_day_parse(value, &date, &problem)) {
        /* The far future that some exports write for "no end". */
        if (blank.number == INT32_MAX && strncmp(value, "2100", 4) >= 0 &&
            problem.code == ISSUE_BAD_DATE) {
            g_strlcpy(problem.mend, "leave it blank for no end", sizeof problem.mend);
        }
        row_problem(row, column, &problem);
    }
    return date;
}

day row_day_required(struct row *row, int column)
{
    return filled(row, column) ? row_day(row, column, (day){0}) : (day){0};
}

struct day_range row_day_range(struct row *row, int from_column, int to_column, day blank_from)
{
    struct day_range range = {row_day(row, from_column, blank_from),
                              row_day(row, to_column, DAY_UNBOUNDED_TO)};
    bool both = *row_value(row, from_column) && *row_value(row, to_column);
    if (both && day_compare(range.to, range.from) < 0) {
        g_autofree char *expected = g_strdup_printf("a date not before %s, %s",
                                                    row->table->format.columns[from_column].name,
                                                    row_value(row, from_column));
        row_issue(row, to_column, ISSUE_END_BEFORE_START, expected, NULL);
    }
    return range;
}

/* "open, adhoc or closed" */
static char *choices_join(const char *const *names, size_t name_count)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < name_count; i++) {
        const char *joint = i == 0 ? "" : i + 1 < name_count ? ", " : " or ";
        g_string_append_printf(text, "%s%s", joint, names[i]);
    }
    return g_string_free(text, FALSE);
}

int row_choice(struct row *row, int column, const char *const *names, size_t name_count, int blank)
{
    const char *value = row_value(row, column);
    if (*value == '\0' && blank != NO_COLUMN) {
        return blank;
    }
    for (size_t i = 0; i < name_count; i++) {
        if (strcmp(value, names[i]) == 0) {
            return (int)i;
        }
    }
    if (filled(row, column)) {
        g_autofree char *expected = choices_join(names, name_count);
        const char *near = near_find(value, names, name_count);
        g_autofree char *mend = near ? g_strdup_printf("write %s", near) : NULL;
        row_issue(row, column, ISSUE_BAD_CHOICE, expected, mend);
    }
    return blank != NO_COLUMN ? blank : 0;
}

/* Digits only, at most nine of them. */
static bool number_parse(const char *text, int32_t *ret_number)
{
    size_t length = strspn(text, "0123456789");
    if (length == 0 || length > 9 || text[length] != '\0') {
        return false;
    }
    *ret_number = (int32_t)g_ascii_strtoll(text, NULL, 10);
    return true;
}

int32_t row_number(struct row *row, int column, int32_t least, int32_t most, int32_t blank)
{
    const char *value = row_value(row, column);
    int32_t number = 0;
    if (*value == '\0') {
        return blank;
    }
    if (!number_parse(value, &number) || number < least || number > most) {
        g_autofree char *expected = g_strdup_printf("a whole number from %d to %d", least, most);
        row_issue(row, column, ISSUE_BAD_NUMBER, expected, NULL);
        return blank;
    }
    return number;
}

/* "$1,500.5" -> 150050 */
static bool money_parse(const char *text, int64_t *ret_cents)
{
    size_t whole = strspn(text, "0123456789");
    const char *rest = text + whole;
    size_t decimals = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    bool formed = whole >= 1 && whole <= 9 && decimals <= 2 &&
                  (*rest == '\0' || (*rest == '.' && decimals > 0 && rest[decimals + 1] == '\0'));
    if (!formed) {
        return false;
    }
    int64_t cents = decimals > 0 ? g_ascii_strtoll(rest + 1, NULL, 10) : 0;
    *ret_cents = g_ascii_strtoll(text, NULL, 10) * 100 + (decimals == 1 ? cents * 10 : cents);
    return true;
}

/* The same without symbol, spaces and thousands' commas, if it is money then. */
static char *money_mend(const char *value)
{
    GString *text = g_string_new(NULL);
    for (const char *at = value; *at; at++) {
        if (!strchr("$, ", *at)) {
            g_string_append_c(text, *at);
        }
    }
    int64_t cents = 0;
    char *mend = NULL;
    if (money_parse(text->str, &cents)) {
        mend = g_strdup_printf("write %" G_GINT64_FORMAT ".%02d", cents / 100, (int)(cents % 100));
    }
    g_string_free(text, TRUE);
    return mend;
}

int64_t row_money_required(struct row *row, int column)
{
    int64_t cents = 0;
    if (filled(row, column) && !money_parse(row_value(row, column), &cents)) {
        g_autofree char *mend = money_mend(row_value(row, column));
        row_issue(row, column, ISSUE_BAD_MONEY, NULL, mend);
    }
    return cents;
}

/* ---- instants ------------------------------------------------------------------------------------ */

bool row_instant_read(struct row *row, int column, const struct partner_entry *partner,
                      const char *timezone, bool *ret_ambiguous, struct row_instant *ret_instant,
                      GError **error)
{
    struct text_problem problem;
    *ret_instant = (struct row_instant){.staged = true};
    const char *value = row_value(row, column);
    if (*value == '\0' || !partner) {
        /* Without a partner there is no zone, but the form can be told. */
        if (*value != '\0' && !instant_text_parse(value, &ret_instant->text, &problem)) {
            row_problem(row, column, &problem);
        }
        return true;
    }
    if (!instant_text_parse(value, &ret_instant->text, &problem)) {
        row_problem(row, column, &problem);
        return true;
    }
    struct partner_zone zone;
    if (!partner_book_zone(row->table->reading->partners, partner, ret_instant->text.local.date,
                           &zone, error)) {
        return false;
    }
    ret_instant->staged = zone.staged;
    if (timezone) {
        zone.timezone = timezone;
        zone.clock = zone_clock(timezone);
    }
    if (!zone.clock && !ret_instant->text.exact) {
        return true; /* the error is that of the partner's row */
    }
    ret_instant->read = instant_place(&ret_instant->text, zone.clock, zone.timezone,
                                      &ret_instant->at, ret_ambiguous, &problem);
    if (!ret_instant->read) {
        row_problem(row, column, &problem);
    }
    return true;
}

bool row_minute_instant_read(struct row *row, int column, const struct partner_entry *partner,
                             const char *timezone, bool *ret_ambiguous,
                             struct row_instant *ret_instant, GError **error)
{
    if (!row_instant_read(row, column, partner, timezone, ret_ambiguous, ret_instant, error)) {
        return false;
    }
    if (*row_value(row, column) && ret_instant->text.second != 0) {
        row_issue(row, column, ISSUE_NOT_WHOLE_MINUTE, NULL, NULL);
        ret_instant->read = false;
    }
    return true;
}

static void span_check(struct row *row, const struct span_columns *columns, struct interval span)
{
    if (instant_compare(span.end, span.start) <= 0) {
        g_autofree char *expected =
            g_strdup_printf("an instant after the start, %s", row_value(row, columns->start));
        row_issue(row, columns->end, ISSUE_END_BEFORE_START, expected, NULL);
    } else if (columns->days_max > 0 &&
               interval_minutes(span) > (int64_t)columns->days_max * MINUTES_PER_DAY) {
        g_autofree char *expected = g_strdup_printf("at most %d days", columns->days_max);
        row_issue(row, columns->end, ISSUE_SPAN_TOO_LONG, expected, NULL);
    }
}

bool span_instants_read(struct row *row, const struct span_columns *columns,
                        const struct partner_entry *partner, struct interval *ret_span,
                        bool *ret_ambiguous, bool *ret_staged, GError **error)
{
    struct row_instant start;
    struct row_instant end;
    if (!row_minute_instant_read(row, columns->start, partner, NULL, ret_ambiguous, &start,
                                 error) ||
        !row_minute_instant_read(row, columns->end, partner, NULL, ret_ambiguous, &end, error)) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        int column = i == 0 ? columns->start : columns->end;
        if (row_is_blank(row, column)) {
            row_issue(row, column, ISSUE_BLANK_VALUE, NULL, NULL);
        }
    }
    *ret_staged = *ret_staged && start.staged && end.staged;
    if (start.read && end.read) {
        *ret_span = (struct interval){stamp_minute(start.at), stamp_minute(end.at)};
        span_check(row, columns, *ret_span);
    }
    return true;
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
