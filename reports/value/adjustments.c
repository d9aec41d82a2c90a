/* What moved in an issued month, as rows and in words. */
#include <string.h>

#include "reports/text.h"
#include "reports/value/partner_report.h"

enum { STRING_BLOCK_BYTES = 2048, MOMENTS_LISTED_MAX = 4 };

static const char *keep(struct adjustment_report *report, const char *text)
{
    return text[0] != '\0' ? g_string_chunk_insert_const(report->strings, text) : "";
}

static bool is_decision(const GArray *decisions, const char *id)
{
    bool is = false;
    for (guint i = 0; i < decisions->len && !is; i++) {
        is = strcmp(g_array_index(decisions, struct decision, i).decision_id, id) == 0;
    }
    return is;
}

/* "A1, A2"; the caller frees. */
static char *evidence_text(const char *evidence, const GArray *decisions)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(GStrv) ids = g_strsplit(evidence, ";", -1);
    for (char **id = ids; *id; id++) {
        if (!is_decision(decisions, *id)) {
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", *id);
        }
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *adjustment_verdict_text(const struct paid_hour *hour, enum rate_kind kind,
                              const GArray *decisions)
{
    if (!hour) {
        return g_strdup(kind == RATE_PARTNER ? "Not in the schedule" : "No booking");
    }
    const char *text = outcome_says[hour->outcome].text;
    const char *label = hour->outcome == OUTCOME_BLOCKED ? "block " : "";
    if (hour->penalised) {
        text = outcome_says[OUTCOME_ADHOC_NOT_COMPLETED].text;
    } else if (hour->outcome == OUTCOME_CANCELLED && hour->minutes.minutes == 0) {
        text = CANCELLED_UNPAID_TEXT;
    }
    g_autofree char *evidence = evidence_text(hour->evidence, decisions);
    g_autoptr(GString) words = g_string_new(text);
    if (hour->reason != REASON_NONE) {
        g_string_append_printf(words, ": %s", reason_says[hour->reason].text);
    }
    if (evidence[0] != '\0') {
        g_string_append_printf(words, " (%s%s)", label, evidence);
    }
    bool whole_hour = kind == RATE_PARTNER && hour->minutes.minutes == MINUTES_PER_HOUR;
    if (hour->minutes.minutes != 0 && !whole_hour) {
        g_string_append_printf(words, ", %s", text_hours(TEXT_ROOM, hour->minutes.minutes));
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* ---- reasons of the lines ------------------------------------------------------------------ */

static bool move_is_of(const struct adjustment_move_row *move, const struct line *line)
{
    return move->kind == line->kind &&
           move->hourly_rate.cents_per_hour == line->hourly_rate.cents_per_hour &&
           move->taxable == line->taxable;
}

/* The hours of one line that moved for the same reason, as one sentence. */
static void story_append(GString *text, const struct adjustment_report *report,
                         const struct line *line, size_t first, bool *told)
{
    const struct adjustment_move_row *told_of = &report->moves[first];
    size_t count = 0;
    g_string_append(text, text->len > 0 ? "; " : "");
    for (size_t i = first; i < report->move_count; i++) {
        const struct adjustment_move_row *move = &report->moves[i];
        if (told[i] || !move_is_of(move, line) || strcmp(move->before, told_of->before) != 0 ||
            strcmp(move->after, told_of->after) != 0 ||
            strcmp(move->because, told_of->because) != 0 ||
            strcmp(move->source, told_of->source) != 0) {
            continue;
        }
        told[i] = true;
        if (move->kind >= RATE_KIND_COUNT) {
            count++; /* it has no moment */
        } else if (count++ < MOMENTS_LISTED_MAX) {
            char date[TEXT_SIZE];
            char time[TEXT_SIZE];
            g_string_append_printf(
                text, "%s%s %s%s%s", count > 1 ? ", " : "", text_date_short(date, move->at.date),
                text_time(time, move->at.start_minute),
                move->at.appointment_id[0] != '\0' ? " " : "", move->at.appointment_id);
        }
    }
    if (count > MOMENTS_LISTED_MAX && told_of->kind < RATE_KIND_COUNT) {
        g_string_append_printf(text, " and %zu more", count - MOMENTS_LISTED_MAX);
    }
    if (told_of->kind >= RATE_KIND_COUNT) {
        g_string_append_printf(text, "%c%s (%s before), because %s",
                               g_ascii_toupper(told_of->after[0]), told_of->after + 1,
                               told_of->before, told_of->because);
    } else {
        g_string_append_printf(text, ": was %s, is %s, because %s", told_of->before, told_of->after,
                               told_of->because);
    }
    if (told_of->source[0] != '\0') {
        g_string_append_printf(text, " (%s)", told_of->source);
    }
}

static const char *line_reason(struct adjustment_report *report, const struct line *line)
{
    g_autoptr(GString) text = g_string_new(report->voided);
    g_autofree bool *told = g_new0(bool, report->move_count + 1);
    for (size_t i = 0; i < report->move_count; i++) {
        if (!told[i] && move_is_of(&report->moves[i], line)) {
            story_append(text, report, line, i, told);
        }
    }
    return text->len > 0 ? keep(report, text->str) : "the GST of the month is shared out anew";
}

static bool rule_is_decided(enum rule rule)
{
    return rule == RULE_D1 || rule == RULE_D2 || rule == RULE_D3;
}

/* By the law an adjustment event changes a supply that was billed right; a correction mends what was
 * billed wrong. Without a move of its own a line has the classes of all. */
static const char *move_class(const struct adjustment_move_row *move)
{
    const bool decided = rule_is_decided(move->rule_after) || rule_is_decided(move->rule_before);
    return decided || move->rule_after == RULE_C1 || move->rule_before == RULE_C3
               ? "event"
               : CAUSE_CORRECTION;
}

static const char *line_class(const struct adjustment_report *report, const struct line *line)
{
    bool any_own = false;
    for (size_t i = 0; i < report->move_count; i++) {
        any_own = any_own || move_is_of(&report->moves[i], line);
    }
    bool event = false;
    bool correction = report->move_count == 0;
    for (size_t i = 0; i < report->move_count; i++) {
        const struct adjustment_move_row *move = &report->moves[i];
        const bool counts = !any_own || move_is_of(move, line);
        const bool is_correction = strcmp(move->cause_class, CAUSE_CORRECTION) == 0;
        correction = correction || (counts && is_correction);
        event = event || (counts && !is_correction);
    }
    return !event ? CAUSE_CORRECTION : correction ? CAUSE_CORRECTION ";event" : "event";
}

/* Where another line of its kind is beside it, the dates of its hours tell them apart. */
static const char *line_dates(struct adjustment_report *report, const struct line *line,
                              const struct line *lines, size_t count)
{
    const struct adjustment_move_row *first = NULL;
    const struct adjustment_move_row *last = NULL;
    size_t of_kind = 0;
    for (size_t i = 0; i < count; i++) {
        of_kind += lines[i].kind == line->kind;
    }
    for (size_t i = 0; i < report->move_count && of_kind > 1; i++) {
        if (move_is_of(&report->moves[i], line)) {
            last = &report->moves[i]; /* they are by date */
            first = first ? first : last;
        }
    }
    char dates[2 * TEXT_SIZE];
    char text[TEXT_SIZE];
    if (!first) {
        return keep(report, text_month_words(text, report->period));
    }
    text_date_words(text, last->at.date);
    if (day_compare(first->at.date, last->at.date) == 0) {
        return keep(report, text);
    }
    snprintf(dates, sizeof dates, "%d to %s", day_to_civil(first->at.date).day, text);
    return keep(report, dates);
}

/* ---- for the partner: a sentence a cause ----------------------------------------------------- */

/* Causes that moved some hour together, and what they moved of each line. */
struct cause {
    GPtrArray *sentences; /* const char *, of the report; NULL once it has gone into another */
    GArray *moved;        /* struct line: kind, rate and minutes, of decisions the amount */
};

static void cause_clear(void *data)
{
    struct cause *cause = data;
    g_clear_pointer(&cause->sentences, g_ptr_array_unref);
    g_clear_pointer(&cause->moved, g_array_unref);
}

static void moved_add(GArray *moved, struct line added)
{
    for (guint i = 0; i < moved->len; i++) {
        struct line *line = &g_array_index(moved, struct line, i);
        if (line->kind == added.kind &&
            line->hourly_rate.cents_per_hour == added.hourly_rate.cents_per_hour) {
            line->minutes.minutes += added.minutes.minutes;
            line->amount = money_add(line->amount, added.amount);
            return;
        }
    }
    g_array_append_val(moved, added);
}

static void sentence_add(GPtrArray *sentences, const char *sentence)
{
    if (!g_ptr_array_find(sentences, sentence, NULL)) {
        g_ptr_array_add(sentences, (char *)sentence);
    }
}

/* `from` is empty afterwards. */
static void cause_merge(struct cause *into, struct cause *from)
{
    for (guint i = 0; i < from->sentences->len; i++) {
        sentence_add(into->sentences, g_ptr_array_index(from->sentences, i));
    }
    for (guint i = 0; i < from->moved->len; i++) {
        moved_add(into->moved, g_array_index(from->moved, struct line, i));
    }
    cause_clear(from);
}

static void cause_take(struct adjustment_report *report, GArray *causes,
                       const struct adjustment_move_row *move)
{
    g_auto(GStrv) sentences = g_strsplit(move->sentences, "\n", -1);
    struct cause made = {g_ptr_array_new(), g_array_new(FALSE, FALSE, sizeof(struct line))};
    guint place = causes->len;
    for (char **sentence = sentences; *sentence; sentence++) {
        sentence_add(made.sentences, keep(report, *sentence));
    }
    moved_add(made.moved, (struct line){.kind = move->kind,
                                        .hourly_rate = move->hourly_rate,
                                        .minutes = move->minutes,
                                        .amount = move->amount});
    for (guint i = 0; i < causes->len; i++) {
        struct cause *other = &g_array_index(causes, struct cause, i);
        bool same = false;
        for (guint k = 0; other->sentences && k < made.sentences->len; k++) {
            same = same ||
                   g_ptr_array_find(other->sentences, g_ptr_array_index(made.sentences, k), NULL);
        }
        if (same && place == causes->len) {
            place = i;
        }
        if (same) { /* in the order in which they were met */
            cause_merge(other, &made);
            made = *other;
            *other = (struct cause){0};
        }
    }
    if (place == causes->len) {
        g_array_append_val(causes, made);
    } else {
        g_array_index(causes, struct cause, place) = made;
    }
}

static const char *cause_reason(struct adjustment_report *report, const struct cause *cause)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < cause->sentences->len; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
                               (const char *)g_ptr_array_index(cause->sentences, i));
    }
    for (guint i = 0; i < cause->moved->len; i++) {
        const struct line *line = &g_array_index(cause->moved, struct line, i);
        char rate[TEXT_SIZE];
        const int32_t minutes = line->minutes.minutes;
        if (line->kind >= RATE_KIND_COUNT) {
            g_string_append_printf(text, "%s%s", i > 0 ? ", " : ": ",
                                   text_dollars(TEXT_ROOM, line->amount));
            continue;
        }
        g_string_append_printf(text, "%s%s%s", i > 0 ? ", " : ": ",
                               text_hours_words(TEXT_ROOM, minutes),
                               minutes < 0   ? " less"
                               : minutes > 0 ? " more"
                                             : "");
        if (report->line_count > 1) {
            g_string_append_printf(text, " at %s%s", text_rate(rate, line->hourly_rate),
                                   line->kind == RATE_ADHOC ? " (ad hoc)" : "");
        }
    }
    return keep(report, text->str);
}

/* The lines have to be there. */
static void reasons_make(struct adjustment_report *report)
{
    g_autoptr(GArray) causes = g_array_new(FALSE, TRUE, sizeof(struct cause));
    g_array_set_clear_func(causes, cause_clear);
    const char **reasons = g_new(const char *, report->move_count + 1);
    for (size_t i = 0; i < report->move_count; i++) {
        cause_take(report, causes, &report->moves[i]);
    }
    report->reason_count = 0;
    for (guint i = 0; i < causes->len; i++) {
        const struct cause *cause = &g_array_index(causes, struct cause, i);
        if (cause->sentences) {
            reasons[report->reason_count++] = cause_reason(report, cause);
        }
    }
    if (report->move_count == 0) {
        reasons[report->reason_count++] =
            report->voided ? report->voided : "The GST of the month is shared out anew";
    }
    report->reasons = reasons;
}

/* ---- the report ---------------------------------------------------------------------------- */

#define SUPPLIER_KEEP(field) .field = keep(report, about->supplier.field),

struct adjustment_report *adjustment_report_new(const struct adjustment_report *about,
                                                const struct line *differences,
                                                size_t difference_count)
{
    struct adjustment_report *report = g_memdup2(about, sizeof *about);
    report->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    report->period_text = keep(report, about->period_text);
    report->number = keep(report, about->number);
    report->file_name = keep(report, about->file_name);
    report->adjusts = keep(report, about->adjusts);
    report->supplier = (struct supplier){SUPPLIER_TABLE(SUPPLIER_KEEP)};
    report->result_hash = keep(report, about->result_hash);
    if (about->voided) {
        report->voided = keep(report, about->voided);
    }
    report->difference =
        (struct line_sum){{about->after.minutes.minutes - about->before.minutes.minutes},
                          money_subtract(about->after.subtotal, about->before.subtotal),
                          money_subtract(about->after.gst, about->before.gst),
                          money_subtract(about->after.total, about->before.total)};
    struct adjustment_move_row *moves =
        g_memdup2(about->moves, about->move_count * sizeof *about->moves);
    for (size_t i = 0; i < about->move_count; i++) {
        moves[i].at.appointment_id = keep(report, moves[i].at.appointment_id);
        moves[i].before = keep(report, moves[i].before);
        moves[i].after = keep(report, moves[i].after);
        moves[i].cause_class = move_class(&moves[i]);
        moves[i].because = keep(report, moves[i].because);
        moves[i].told = keep(report, moves[i].told);
        moves[i].source = keep(report, moves[i].source);
        moves[i].sentences = keep(report, moves[i].sentences);
    }
    report->moves = moves;
    struct adjustment_line *lines = g_new(struct adjustment_line, difference_count);
    for (size_t i = 0; i < difference_count; i++) {
        const struct line *line = &differences[i];
        lines[i] = (struct adjustment_line){*line, line_reason(report, line),
                                            line_dates(report, line, differences, difference_count),
                                            line_class(report, line)};
    }
    report->lines = lines;
    report->line_count = difference_count;
    reasons_make(report);
    return report;
}

void adjustment_report_free(struct adjustment_report *report)
{
    if (report) {
        g_free((void *)report->lines);
        g_free((void *)report->moves);
        g_free((void *)report->reasons);
        g_string_chunk_free(report->strings);
        g_free(report);
    }
}
