#include <string.h>

#include "engine/core/near.h"
#include "importers/table.h"
#include "importers/text/lines.h"
#include "importers/text/zone.h"

enum { ID_LENGTH_MAX = 32 };

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
