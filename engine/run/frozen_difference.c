#include "engine/run/frozen_difference.h"

#include <string.h>

#include "reports/text.h"

/* One row as text: rows are the same where their texts are. */
typedef char *(*row_text)(const void *rows, size_t index);

static void verdict_append(GString *text, enum outcome outcome, enum rule rule,
                           struct rate_in_effect rate, bool taxable)
{
    char rate_text[TEXT_SIZE];
    g_string_append_printf(text, "%s under %s, %s%s, %s", outcome_code(outcome), rule_code(rule),
                           rate.found ? "at " : "no rate",
                           rate.found ? text_rate(rate_text, rate.rate) : "",
                           taxable ? "taxable" : "not taxable");
}

static void evidence_append(GString *text, const char *evidence, const char *notes)
{
    if (evidence[0] != '\0') {
        g_string_append_printf(text, ", evidence %s", evidence);
    }
    if (notes[0] != '\0') {
        g_string_append_printf(text, ", %s", notes);
    }
}

static char *slot_text(const void *rows, size_t index)
{
    const struct hour *slot = (const struct hour *)rows + index;
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%d min less %d, ", slot->paid_minutes.minutes,
                    slot->penalty_minutes.minutes);
    verdict_append(text, slot->outcome, slot->rule, slot->hourly_rate, slot->taxable);
    evidence_append(text, slot->evidence, hour_notes(slot));
    return g_string_free(text, FALSE);
}

/* In a damaged store there may be any number. */
static char *place_text(day date, int32_t minute, const char *what)
{
    char date_text[TEXT_SIZE];
    char time_text[TEXT_SIZE];
    return !day_valid(date) || minute < 0 || minute >= MINUTES_PER_DAY
               ? g_strdup_printf("at no time%s", what)
               : g_strdup_printf("%s %s%s", text_date(date_text, date),
                                 text_time(time_text, minute), what);
}

static char *slot_place(const void *rows, size_t index)
{
    const struct hour *slot = (const struct hour *)rows + index;
    return place_text(slot->date, slot->start_minute, "");
}

static char *adhoc_text(const void *rows, size_t index)
{
    const struct booking *booking = (const struct booking *)rows + index;
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%d of %d min, ", booking->paid_minutes.minutes,
                    booking->duration_minutes);
    verdict_append(text, booking->outcome, booking->rule, booking->hourly_rate, booking->taxable);
    evidence_append(text, booking->evidence, booking_notes(booking));
    return g_string_free(text, FALSE);
}

static char *adhoc_place(const void *rows, size_t index)
{
    const struct booking *booking = (const struct booking *)rows + index;
    g_autofree char *what = g_strconcat(" ad hoc ", booking->appointment_id, NULL);
    return place_text(booking->date, booking->start_minute, what);
}

static char *line_text(const void *rows, size_t index)
{
    const struct line *line = (const struct line *)rows + index;
    char amount[TEXT_SIZE];
    char gst[TEXT_SIZE];
    return g_strdup_printf("%d min, %s, GST %s", line->minutes.minutes,
                           text_money(amount, line->amount), text_money(gst, line->gst));
}

static char *line_place(const void *rows, size_t index)
{
    const struct line *line = (const struct line *)rows + index;
    char rate[TEXT_SIZE];
    return g_strdup_printf(
        "the line of %s hours at %s, %s", line->kind == RATE_PARTNER ? "partner" : "ad hoc",
        text_rate(rate, line->hourly_rate), line->taxable ? "taxable" : "not taxable");
}

struct row_kind {
    row_text text;
    row_text place;
};

static char *of_row(row_text what, const void *rows, size_t index, size_t count)
{
    return index < count ? what(rows, index) : NULL;
}

/* What is different of row `index`; where the rows are of different hours, the earlier one counts
 * as missing on the other side. NULL: nothing. */
static char *row_difference(const struct row_kind *kind, const void *frozen, size_t frozen_count,
                            const void *computed, size_t computed_count, size_t index)
{
    g_autofree char *frozen_place = of_row(kind->place, frozen, index, frozen_count);
    g_autofree char *computed_place = of_row(kind->place, computed, index, computed_count);
    g_autofree char *frozen_words = of_row(kind->text, frozen, index, frozen_count);
    g_autofree char *computed_words = of_row(kind->text, computed, index, computed_count);
    if (g_strcmp0(frozen_place, computed_place) == 0) {
        return g_strcmp0(frozen_words, computed_words) == 0
                   ? NULL
                   : g_strdup_printf("%s: frozen %s; computed %s", frozen_place, frozen_words,
                                     computed_words);
    }
    bool frozen_first =
        !computed_place || (frozen_place && strcmp(frozen_place, computed_place) < 0);
    return frozen_first
               ? g_strdup_printf("%s: frozen %s; computed nothing", frozen_place, frozen_words)
               : g_strdup_printf("%s: frozen nothing; computed %s", computed_place, computed_words);
}

static char *rows_difference(const struct row_kind *kind, const void *frozen, size_t frozen_count,
                             const void *computed, size_t computed_count)
{
    char *difference = NULL;
    for (size_t i = 0; !difference && (i < frozen_count || i < computed_count); i++) {
        difference = row_difference(kind, frozen, frozen_count, computed, computed_count, i);
    }
    return difference;
}

static char *text_difference(const char *what, const char *frozen, const char *computed)
{
    return strcmp(frozen, computed) == 0
               ? NULL
               : g_strdup_printf("%s: frozen %s; computed %s", what, frozen, computed);
}

/* What is told before the hashes: the hour that makes them differ. */
static char *month_difference(const struct issued_month *frozen,
                              const struct issued_month *computed)
{
    static const struct row_kind slots = {slot_text, slot_place};
    static const struct row_kind adhoc = {adhoc_text, adhoc_place};
    static const struct row_kind lines = {line_text, line_place};
    char *difference = rows_difference(&slots, frozen->slots, frozen->slot_count, computed->slots,
                                       computed->slot_count);
    if (!difference) {
        difference = rows_difference(&adhoc, frozen->adhoc, frozen->adhoc_count, computed->adhoc,
                                     computed->adhoc_count);
    }
    if (!difference) {
        difference = rows_difference(&lines, frozen->lines, frozen->line_count, computed->lines,
                                     computed->line_count);
    }
    if (!difference) {
        difference = text_difference("status", frozen->nil ? "nil" : "issued",
                                     computed->nil ? "nil" : "issued");
    }
    if (!difference && computed->number[0] != '\0') {
        difference = text_difference("number", frozen->number, computed->number);
    }
    return difference;
}

char *frozen_difference(const struct issued_month *frozen, const struct issued_month *computed)
{
    char period[TEXT_SIZE];
    text_period(period, computed->period);
    if (!frozen) {
        return g_strdup_printf("%s of %s: nothing is frozen, but it is computed again",
                               computed->partner_id, period);
    }
    g_autofree char *difference = month_difference(frozen, computed);
    if (!difference) {
        difference =
            text_difference("the hash of the verdicts", frozen->result_hash, computed->result_hash);
    }
    if (!difference && computed->issue_hash[0] != '\0') {
        difference = text_difference("the hash of all that was issued to the partner",
                                     frozen->issue_hash, computed->issue_hash);
    }
    return difference ? g_strdup_printf("%s of %s, %s", computed->partner_id, period, difference)
                      : NULL;
}
