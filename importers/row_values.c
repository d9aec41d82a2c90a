#include <string.h>

#include "engine/core/money.h"
#include "engine/core/near.h"
#include "importers/row.h"
#include "importers/row_private.h"
#include "importers/text/hours.h"
#include "importers/text/lines.h"
#include "importers/text/zone.h"

/* Cells as values, each by the kind of its column. */

/* ---- ids ---------------------------------------------------------------------------------------- */

static const char *id_read(struct row *row, int column, const char *value)
{
    if (*value == '\0' || id_is_formed(value)) {
        return value;
    }
    bool long_one = value[id_length(value)] == '\0';
    row_issue(row, column, ISSUE_BAD_ID, NULL, long_one ? "shorten it" : NULL);
    return "";
}

/* "p0001 " -> "write P0001", where that is somebody's. */
static const char *partner_id_read(struct row *row, int column, const char *value)
{
    if (*value == '\0' || partner_id_is_formed(value)) {
        return value;
    }
    g_autofree char *upper = g_ascii_strup(value, -1);
    g_strstrip(upper);
    bool own =
        row->table->columns[column].kind == VALUE_PARTNER_ID; /* of partners.csv: no client */
    bool known = partner_id_is_formed(upper) &&
                 (own || partner_book_find(row->reading->partners, upper, &row->failure));
    row_issue(row, column, ISSUE_BAD_ID, "1 to 14 of A-Z 0-9 -, beginning with a letter or digit",
              issue_near_mend(row->texts, known ? upper : NULL));
    return "";
}

void row_partner_unknown(struct row *row, const char *partner_id)
{
    row_issue(row, row->table->partner_column, ISSUE_UNKNOWN_PARTNER, NULL,
              partner_book_mend(row->reading->partners, partner_id));
}

static const char *partner_read(struct row *row, int column, const char *value, bool of_period)
{
    const char *partner_id = partner_id_read(row, column, value);
    if (*partner_id == '\0') {
        return partner_id;
    }
    row->partner = partner_book_find(row->reading->partners, partner_id, &row->failure);
    if (!row->failure &&
        (!row->partner ||
         (of_period && row->partner->standing == PARTNER_UNKNOWN && !row->partner->left))) {
        row_partner_unknown(row, partner_id);
        row->partner = NULL;
    }
    return partner_id;
}

/* ---- dates, numbers and words -------------------------------------------------------------------- */

static day day_read(struct row *row, int column, const char *value, day blank)
{
    struct text_problem problem;
    day date = blank;
    if (*value && !instant_day_parse(value, &date, &problem)) {
        const char *says = row->table->columns[column].blank_says;
        /* A spreadsheet's number is told as the day that it is. */
        const bool told = problem.mend[0] && strspn(value, "0123456789") == 5;
        const bool bad = problem.code == ISSUE_BAD_DATE && !told;
        if (bad && says) {
            g_snprintf(problem.mend, sizeof problem.mend, "write the day; blank says %s", says);
        } else if (bad && blank.number == INT32_MAX && g_ascii_isdigit(*value) &&
                   strncmp(value, "2100", 4) >= 0) {
            /* The far future that some exports write for "no end". */
            g_strlcpy(problem.mend, "leave it blank for no end", sizeof problem.mend);
        }
        row_problem(row, column, &problem);
    }
    return date;
}

static void days_check(struct row *row, int from_column, int to_column, day from, day to)
{
    if (*row_value(row, from_column) && *row_value(row, to_column) && day_compare(to, from) < 0) {
        row_issue(row, to_column, ISSUE_END_BEFORE_START,
                  issue_print(row->texts, "a date not before %s, %s",
                              row->table->columns[from_column].name, row_value(row, from_column)),
                  NULL);
    }
}

struct day_range row_days_read(struct row *row, int from_column, int to_column)
{
    day from = day_read(row, from_column, row_value(row, from_column), DAY_UNBOUNDED_FROM);
    day to = day_read(row, to_column, row_value(row, to_column), DAY_UNBOUNDED_TO);
    days_check(row, from_column, to_column, from, to);
    return (struct day_range){from, to};
}

int32_t row_minute_read(struct row *row, int column, const char *value, bool end, int32_t blank)
{
    struct text_problem problem;
    int32_t minute = blank;
    if (*value && !instant_minute_parse(value, end, &minute, &problem)) {
        row_problem(row, column, &problem);
    }
    return minute;
}

/* Hours where minutes are asked for: "1,5" for 90. */
static const char *minutes_mend(struct row *row, int column, const char *value)
{
    const struct input_column *form = &row->table->columns[column];
    const int32_t minutes =
        strcmp(form->name, "duration_minutes") == 0 ? hours_duration(value) : -1;
    if (minutes < form->least || minutes > form->most) {
        return NULL;
    }
    return row->translated
               ? issue_print(
                     row->texts,
                     "if they are hours, say so in [%s values of %s] of sources.ini: %d = %s",
                     row->translated->pass->name, form->name, (int)minutes, value)
               : issue_print(row->texts, "if it is hours, write %d", (int)minutes);
}

/* Digits only, at most nine of them. */
static int32_t number_read(struct row *row, int column, const char *value)
{
    const struct input_column *form = &row->table->columns[column];
    size_t length = strspn(value, "0123456789");
    int64_t number = length > 0 && length <= 9 ? g_ascii_strtoll(value, NULL, 10) : -1;
    bool good = value[length] == '\0' && number >= form->least && number <= form->most;
    if (!good && number >= 0 && strcmp(value, row_found(row, column)) != 0) {
        /* The end of an appointment as its minutes. */
        row_issue(row, column, ISSUE_BAD_NUMBER,
                  issue_print(row->texts, "an end from %d to %d minutes after the start",
                              form->least, form->most),
                  issue_print(row->texts, "it is %d h %d min after it: correct one of the two",
                              (int)(number / MINUTES_PER_HOUR), (int)(number % MINUTES_PER_HOUR)));
    } else if (!good && *value) {
        row_issue(row, column, ISSUE_BAD_NUMBER,
                  issue_print(row->texts, "a whole number from %d to %d", form->least, form->most),
                  minutes_mend(row, column, value));
    }
    return good ? (int32_t)number : form->blank;
}

static const char *cents_mend(struct row *row, const char *value)
{
    int64_t cents = 0;
    /* "95,50", which is not 9550. */
    static const char figures[] = "0123456789";
    const struct source_pass *pass = row->translated ? row->translated->pass : NULL;
    const char *comma = strrchr(value, ',');
    const size_t decimals = comma ? strspn(comma + 1, figures) : 0;
    const bool point = comma && !comma[1 + decimals] && decimals >= 1 && decimals <= 2;
    g_autofree char *plain = point ? text_amount_of_comma(value) : text_amount_plain(value);
    if (pass && point && plain) {
        return issue_print(row->texts,
                           "write decimal = comma in [%s] of sources.ini, where all are like this",
                           pass->name);
    }
    return plain && text_cents_read(plain, &cents)
               ? issue_print(row->texts, "write %" G_GINT64_FORMAT ".%02d", cents / 100,
                             (int)(cents % 100))
               : NULL;
}

bool row_cents_read(struct row *row, int column, bool sign, int64_t *ret_cents)
{
    const char *value = row_value(row, column);
    const bool below = sign && *value == '-';
    if (!text_cents_read(value + below, ret_cents)) {
        row_issue(row, column, ISSUE_BAD_MONEY, NULL, cents_mend(row, value));
        return false;
    }
    *ret_cents = below ? -*ret_cents : *ret_cents;
    return true;
}

const char *row_words_text(GStringChunk *texts, const char *const *words)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; words[i]; i++) {
        g_string_append_printf(text, "%s%s",
                               i == 0         ? ""
                               : words[i + 1] ? ", "
                                              : " or ",
                               *words[i] ? words[i] : "blank");
    }
    return g_string_chunk_insert(texts, text->str);
}

static int32_t word_read(struct row *row, int column, const char *value)
{
    const struct input_column *form = &row->table->columns[column];
    int place = *value ? words_find(form->words, value) : form->blank;
    if (place >= 0) {
        return place;
    }
    row->wrong_words[column]++;
    row_issue(row, column, ISSUE_BAD_CHOICE, row_words_text(row->texts, form->words),
              issue_near_mend(row->texts,
                              near_find(value, form->words, g_strv_length((char **)form->words))));
    return form->blank;
}

static const char *text_read(struct row *row, int column, const char *value)
{
    long most = row->table->columns[column].most;
    if (most > 0 && strlen(value) > (size_t)most && g_utf8_strlen(value, -1) > most) {
        row_issue(row, column, ISSUE_TOO_LONG,
                  issue_print(row->texts, "at most %ld characters", most),
                  issue_print(row->texts, "shorten it, it has %ld", g_utf8_strlen(value, -1)));
    }
    if (text_is_spreadsheet_number(value) && !row->table->columns[column].formed) {
        row_issue(row, column, ISSUE_SPREADSHEET_NUMBER, NULL, NULL);
    }
    return text_is_blank(value) ? "" : value;
}

/* ---- instants ------------------------------------------------------------------------------------ */

bool row_zone(struct row *row, day date, struct partner_zone *ret_zone)
{
    return !row->failure &&
           partner_book_zone(row->reading->partners, row->partner, date, ret_zone, &row->failure);
}

bool row_timezone_check(struct row *row, int column, const char *timezone)
{
    bool known = zone_clock(timezone) != NULL;
    if (!known) {
        g_autofree char *mend = zone_mend(timezone);
        row_issue(row, column, ISSUE_UNKNOWN_ZONE, NULL, mend);
    }
    return known;
}

/* The stamp of a value; `edge`: it is a start or an end, which places the row and is of whole minutes.
 * False: blank, refused, or where no zone is known, of which the partner's row tells. */
static bool stamp_read(struct row *row, int column, const char *value,
                       const struct partner_entry *partner, const char *timezone, bool edge,
                       stamp *ret_at)
{
    struct partner_zone zone;
    struct text_problem problem;
    struct instant_text text;
    if (*value == '\0') {
        return false;
    }
    if (!instant_text_parse(value, &text, &problem)) {
        row_problem(row, column, &problem);
        return false;
    }
    bool placed = partner && row_zone(row, text.local.date, &zone);
    if (!timezone && row->translated) {
        timezone = row->translated->zones[column];
    }
    if (placed) {
        row->unplaced |= edge && !zone.staged;
        zone.clock = timezone ? *zone_clock(timezone) : zone.clock;
        timezone = timezone ? timezone : zone.timezone;
        placed = timezone || text.exact;
    }
    if (placed && !instant_place(&text, &zone.clock, timezone, ret_at, &row->ambiguous, &problem)) {
        row_problem(row, column, &problem);
        placed = false;
    }
    if (edge && text.second != 0) {
        row_issue(row, column, ISSUE_NOT_WHOLE_MINUTE, NULL, NULL);
        placed = false;
    }
    return placed;
}

bool row_instant_read(struct row *row, int column, const char *value,
                      const struct partner_entry *partner, const char *timezone, instant *ret_at)
{
    stamp at;
    bool found = stamp_read(row, column, value, partner, timezone, true, &at);
    if (found) {
        *ret_at = stamp_minute(at);
    }
    return found;
}

void row_span_read(struct row *row, int start_column, int end_column, int32_t days_max)
{
    struct interval span;
    bool start = row_instant_read(row, start_column, row_value(row, start_column), row->partner,
                                  NULL, &span.start);
    bool end = row_instant_read(row, end_column, row_value(row, end_column), row->partner, NULL,
                                &span.end);
    if (!start || !end) {
        return;
    }
    row->span = span;
    if (instant_compare(span.end, span.start) <= 0) {
        row_issue(
            row, end_column, ISSUE_END_BEFORE_START,
            issue_print(row->texts, "an instant after the start, %s", row_value(row, start_column)),
            NULL);
    } else if (days_max > 0 && interval_minutes(span) > (int64_t)days_max * MINUTES_PER_DAY) {
        row_issue(row, end_column, ISSUE_SPAN_TOO_LONG,
                  issue_print(row->texts, "at most %d days", days_max), NULL);
    }
}

/* ---- by kind ------------------------------------------------------------------------------------- */

static void kind_read(struct row *row, int column, const char *value, char *fields)
{
    const struct input_column *form = &row->table->columns[column];
    void *field = fields + form->offset;
    switch (form->kind) {
    case VALUE_NONE:
    case VALUE_OWN:
        break;
    case VALUE_TEXT:
        *(const char **)field = text_read(row, column, value);
        break;
    case VALUE_ID:
        *(const char **)field = id_read(row, column, value);
        break;
    case VALUE_PARTNER_ID:
        *(const char **)field = partner_id_read(row, column, value);
        break;
    case VALUE_PARTNER:
    case VALUE_PERIOD_PARTNER:
        *(const char **)field =
            partner_read(row, column, value, form->kind == VALUE_PERIOD_PARTNER);
        break;
    case VALUE_DAY_FROM:
        *(day *)field = day_read(row, column, value, DAY_UNBOUNDED_FROM);
        break;
    case VALUE_DAY_TO:
        *(day *)field = day_read(row, column, value, DAY_UNBOUNDED_TO);
        break;
    case VALUE_LAST_DAY:
        *(day *)field = day_read(row, column, value, DAY_UNBOUNDED_TO);
        days_check(row, column - 1, column, *(const day *)(void *)(fields + form[-1].offset),
                   *(const day *)field);
        break;
    case VALUE_MINUTE:
    case VALUE_END_MINUTE:
        *(int32_t *)field =
            row_minute_read(row, column, value, form->kind == VALUE_END_MINUTE, form->blank);
        break;
    case VALUE_NUMBER:
        *(int32_t *)field = number_read(row, column, value);
        break;
    case VALUE_WORD:
        *(int32_t *)field = word_read(row, column, value);
        break;
    case VALUE_STAMP_FROM:
    case VALUE_STAMP_TO:
        *(stamp *)field = form->kind == VALUE_STAMP_FROM ? STAMP_START_OF_TIME : STAMP_NEVER;
        stamp_read(row, column, value, row->partner, NULL, false, field);
        break;
    }
}

/* Of a column whose words a source says: also what a blank is there. */
static const char *blank_mend(const struct row *row, int column)
{
    const struct source_pass *pass = row->translated ? row->translated->pass : NULL;
    const struct input_column *form = &row->table->columns[column];
    if (!pass || !source_has_words(pass, column)) {
        return NULL;
    }
    return form->words == words_booked_by
               ? issue_print(row->texts,
                             "fill it in; or where the client booked, add client = (blank) to [%s "
                             "values of %s] of sources.ini",
                             pass->name, form->name)
               : issue_print(row->texts,
                             "fill it in, or say in [%s values of %s] of sources.ini which word "
                             "(blank) is",
                             pass->name, form->name);
}

void row_value_read(struct row *row, int column, char *fields)
{
    const struct input_column *form = &row->table->columns[column];
    if (row->record->lacking && row->record->positions[column] == 0) {
        return; /* the heading has been told */
    }
    const char *value = row_value(row, column);
    bool id = form->kind == VALUE_ID || form->kind == VALUE_PARTNER_ID;
    bool blank = id ? *value == '\0' : text_is_blank(value);
    if (blank && form->need == FILLED) {
        row_issue(row, column, ISSUE_BLANK_VALUE, NULL, blank_mend(row, column));
        value = "";
    }
    kind_read(row, column, value, fields);
    if (form->formed && !blank && !form->formed(value)) {
        row_issue(row, column, form->code, NULL,
                  form->code == ISSUE_BAD_BSB ? payee_bsb_mend(row->texts, value) : NULL);
    }
    if (form->check && !blank) {
        form->check(row, column, fields + form->offset);
    }
}

bool text_is_no_formula(const char *text)
{
    return text[0] == '\0' || !strchr("=+-@", text[0]);
}

void row_name_check(struct row *row, int column, void *field)
{
    if (!text_is_no_formula(*(const char **)field)) {
        row_issue(row, column, ISSUE_LOOKS_LIKE_A_FORMULA, NULL, NULL);
    }
}
