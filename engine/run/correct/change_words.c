#include "engine/run/correct/change_words.h"

#include <string.h>

#include "engine/store/facts/place.h"

#include "reports/text.h"

char *fact_source(store *store, enum input_file file, uint32_t line, int64_t batch)
{
    struct fact_source source;
    if (!store_source_place(store, file, line, batch, &source, NULL)) { /* it is a place to look */
        source = (struct fact_source){words_input_file[file], line, 0};
    }
    return line > 0 ? g_strdup_printf("%s:%u (batch %" G_GINT64_FORMAT ")", source.file,
                                      source.line, batch)
                    : g_strdup_printf("%s (batch %" G_GINT64_FORMAT ")", source.file, batch);
}

/* What the fact is called. */
static char *change_name(const struct store_change *change)
{
    static const char *const words[INPUT_FILE_COUNT] = {
        [INPUT_BLOCKS] = "block ",           [INPUT_CASES] = "case ",
        [INPUT_EXTRA_SESSIONS] = "request ", [INPUT_OTHER_WORK] = "other work ",
        [INPUT_HOLIDAYS] = "holiday ",       [INPUT_APPOINTMENTS] = ""};
    if (change->file == INPUT_RATES) {
        char date[TEXT_SIZE];
        return g_strdup_printf("the %s rate from %s",
                               strcmp(change->id, "adhoc") == 0 ? "ad hoc" : "partner",
                               text_date(date, change->date));
    }
    if (change->file == INPUT_SCHEDULES) {
        return g_strdup_printf("a row of the schedule (%s)", change->id);
    }
    return g_strdup_printf("%s%s", words[change->file], change->id);
}

/* "Tue 25 Aug 09:00", where the partner is. */
static char *moment_text(const struct clock *clock, instant at)
{
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    struct local_time local = clock_local(clock, at);
    return g_strdup_printf("%s %s", text_date_short(date, local.date),
                           text_time(time, local.minute));
}

/* What an appointment's new status says. */
static const char *const status_words[] = {"is booked", "was marked as completed",
                                           "was recorded as a no-show", "was cancelled",
                                           "was moved"};

static const char *column_words(const char *column)
{
    static const struct {
        const char *column;
        const char *words;
    } words[] = {{"duration_minutes", "the duration"},
                 {"case_id", "the case"},
                 {"calendar", "the calendar"},
                 {"booked_at", "the time of booking"},
                 {"booked_by", "the booker"},
                 {"completed_at", "the time of completion"},
                 {"cancelled_at", "the time of cancelling"},
                 {"cancelled_by", "the canceller"},
                 {"moved_from", "the origin"},
                 {"moved_at", "the time of moving"}};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strcmp(words[i].column, column) == 0) {
            return words[i].words;
        }
    }
    return column;
}

static void part_add(GString *text, const char *part)
{
    g_string_append_printf(text, "%s%s", text->len > 0 ? " and " : "", part);
}

/* Of an appointment that changed: what of it did, as far as pay may rest on it. */
static char *appointment_clause(const struct clock *clock, const struct store_change *change)
{
    static const char *const stamps[] = {"completed_at", "cancelled_at", "moved_at", NULL};
    g_auto(GStrv) columns = g_strsplit(change->columns, ", ", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    const bool status = g_strv_contains((const char *const *)columns, "status");
    for (char **column = columns; *column; column++) {
        g_autofree char *part = NULL;
        if (strcmp(*column, "start") == 0) {
            g_autofree char *from = moment_text(clock, change->span_before.start);
            g_autofree char *to = moment_text(clock, change->span.start);
            part = g_strdup_printf("%s's start moved from %s to %s", change->id, from, to);
        } else if (strcmp(*column, "status") == 0) {
            part = g_strdup_printf("%s %s", change->id,
                                   status_words[words_find(words_status, change->value)]);
        } else if (strcmp(*column, "approval_ref") == 0 && change->approval[0] == '\0') {
            part =
                g_strdup_printf("approval %s is gone from %s", change->approval_before, change->id);
        } else if (strcmp(*column, "approval_ref") == 0) {
            part = g_strdup_printf("approval %s is new for %s", change->approval, change->id);
        } else if (strcmp(*column, "modality") != 0 &&
                   !(status && g_strv_contains(stamps, *column))) {
            part = g_strdup_printf("%s of %s changed", column_words(*column), change->id);
        }
        if (part) {
            part_add(text, part);
        }
    }
    return text->len > 0 ? g_strdup(text->str) : g_strdup_printf("%s changed", change->id);
}

char *change_clause(const struct clock *clock, const struct store_change *change)
{
    static const char *const became[] = {"is new", "changed", "is gone"};
    if (change->file == INPUT_PARTNERS && change->kind == CHANGE_CHANGED) {
        return g_strdup_printf("the partner's %s changed", change->id);
    }
    if (change->file == INPUT_PARTNERS) {
        return g_strdup_printf("the partner %s", became[change->kind]);
    }
    g_autofree char *name = change_name(change);
    if (change->kind != CHANGE_GONE && change->file == INPUT_RATES) {
        return g_strdup_printf("%s is now %s", name, change->value);
    }
    if (change->kind != CHANGE_GONE && change->value[0] != '\0' &&
        (change->file == INPUT_BLOCKS || change->file == INPUT_OTHER_WORK)) {
        return g_strdup_printf("%s is %s", name, change->value);
    }
    if (change->kind != CHANGE_GONE && change->file == INPUT_EXTRA_SESSIONS) {
        return g_strdup_printf("%s for extra sessions is %s", name, change->value);
    }
    if (change->kind == CHANGE_CHANGED && change->file == INPUT_APPOINTMENTS) {
        return appointment_clause(clock, change);
    }
    return g_strdup_printf("%s %s", name, became[change->kind]);
}

/* NULL: of payments and documents, which move no hour. */
static const char *const decision_clause_verbs[DECISION_KIND_COUNT] = {
    [DECISION_WAIVE] = "waives it",
    [DECISION_AUTHORISE] = "authorises it",
    [DECISION_PAY] = "pays it",
    [DECISION_REVOKE] = "ends"};

/* D3, below zero. */
static bool is_taken_off(const struct decision *decision)
{
    return decision->kind == DECISION_PAY && decision->amount.cents < 0;
}

char *decision_clause(const struct decision *decision)
{
    return g_strdup_printf("decision %s (%s) %s%s%s", decision->decision_id, decision->ticket,
                           is_taken_off(decision) ? "takes it off"
                                                  : decision_clause_verbs[decision->kind],
                           *decision->revokes ? " " : "", decision->revokes);
}

char *decision_sentence(const struct decision *decision, const struct decision *all, size_t count)
{
    for (size_t i = 0; decision->kind == DECISION_REVOKE && i < count; i++) {
        if (strcmp(all[i].decision_id, decision->revokes) == 0) {
            return g_strdup_printf("Decision %s was withdrawn by decision %s", all[i].ticket,
                                   decision->ticket);
        }
    }
    return g_strdup_printf("%s by decision %s", is_taken_off(decision) ? "Taken off" : "Paid",
                           decision->ticket);
}

/* "it is paid by decision T-1042": what stands in place of its clause. */
static char *decision_told(const struct decision *decision, const GArray *decisions)
{
    g_autofree char *sentence =
        decision_sentence(decision, (const void *)decisions->data, decisions->len);
    sentence[0] = g_ascii_tolower(sentence[0]);
    return decision->kind == DECISION_REVOKE ? g_steal_pointer(&sentence)
                                             : g_strdup_printf("it is %s", sentence);
}

char *reason_for_partner(const char *reason, const GArray *decisions)
{
    /* " (blocks (1).csv:4 (batch 7), rcti decide (batch 3))", " (policy.ini)". */
    static const char IN_BRACKETS[] = "(?:[^()]|\\([^()]*\\))*";
    g_autofree char *pattern =
        g_strconcat(" \\(", IN_BRACKETS, "(?:\\(batch \\d+\\)|\\.(?i:csv|tsv|txt|ini))",
                    IN_BRACKETS, "\\)", NULL);
    g_autoptr(GRegex) sources = g_regex_new(pattern, 0, 0, NULL);
    g_autofree char *plain = g_regex_replace_literal(sources, reason, -1, 0, "", 0, NULL);
    g_autoptr(GString) told = g_string_new(plain ? plain : reason);
    for (guint i = 0; i < decisions->len; i++) {
        const struct decision *decision = &g_array_index(decisions, struct decision, i);
        if (decision_clause_verbs[decision->kind]) {
            g_autofree char *clause = decision_clause(decision);
            g_autofree char *instead = decision_told(decision, decisions);
            g_string_replace(told, clause, instead, 0);
        }
    }
    return g_string_free(g_steal_pointer(&told), FALSE);
}

/* "on 4 August", "from 12 to 16 October", "from 28 October to 3 November", "on 4 August from 10:30 to
 * 11:00". */
static char *span_text(const struct clock *clock, struct interval span, bool *ret_whole_days)
{
    const struct local_time from = clock_local(clock, span.start);
    const struct local_time to = clock_local(clock, span.end);
    *ret_whole_days = from.minute == 0 && to.minute == 0;
    const day last = *ret_whole_days ? day_add(to.date, -1) : to.date;
    const struct civil first_civil = day_to_civil(from.date);
    const bool one_month = first_civil.month == day_to_civil(last).month;
    const bool one_day = day_compare(from.date, last) == 0;
    char first_text[TEXT_SIZE];
    char last_text[TEXT_SIZE];
    char start[TEXT_SIZE];
    char end[TEXT_SIZE];
    text_day_month(first_text, from.date);
    text_day_month(last_text, last);
    text_time(start, from.minute);
    text_time(end, to.minute);
    if (!*ret_whole_days) {
        return one_day ? g_strdup_printf("on %s from %s to %s", first_text, start, end)
                       : g_strdup_printf("from %s %s to %s %s", first_text, start, last_text, end);
    }
    return one_day     ? g_strdup_printf("on %s", first_text)
           : one_month ? g_strdup_printf("from %d to %s", first_civil.day, last_text)
                       : g_strdup_printf("from %s to %s", first_text, last_text);
}

/* Of the partner's row, what of it may move pay; NULL where nothing of it does. */
static char *partner_sentence(const struct store_change *change)
{
    static const struct {
        const char *column;
        const char *words;
    } told[] = {{"active_from", "first day"},
                {"active_to", "last day"},
                {"timezone", "time zone"},
                {"areas", "areas for public holidays"},
                {"gst_from", "first day of GST registration"},
                {"gst_to", "last day of GST registration"}};
    g_auto(GStrv) columns = g_strsplit(change->id, ", ", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
        if (g_strv_contains((const char *const *)columns, told[i].column)) {
            part_add(text, told[i].words);
        }
    }
    return text->len > 0 ? g_strdup_printf("Your %s changed", text->str) : NULL;
}

char *change_sentence(const struct clock *clock, const struct store_change *change)
{
    const bool gone = change->kind == CHANGE_GONE;
    char date[TEXT_SIZE];
    if (change->file == INPUT_PARTNERS && change->kind == CHANGE_CHANGED) {
        return partner_sentence(change);
    }
    if (change->file == INPUT_HOLIDAYS) {
        return g_strdup_printf("Public holiday %s on %s%s", change->id,
                               text_day_month(date, change->date), gone ? ", withdrawn" : "");
    }
    if (change->file == INPUT_RATES && !gone) {
        return g_strdup_printf("The %s rate from %s is $%s",
                               strcmp(change->id, "adhoc") == 0 ? "ad hoc" : "Partner",
                               text_date_words(date, change->date), change->value);
    }
    if (change->file != INPUT_BLOCKS && change->file != INPUT_OTHER_WORK) {
        return NULL;
    }
    bool whole_days = false;
    g_autofree char *span = span_text(clock, change->span, &whole_days);
    const char *what = change->file == INPUT_OTHER_WORK ? "Other work"
                       : whole_days                     ? "Leave"
                                                        : "Time blocked";
    const bool withdrawn = gone || change->value[0] != '\0';
    return g_strdup_printf("%s%s %s%s", what,
                           change->kind == CHANGE_CHANGED && !withdrawn ? " now" : "", span,
                           withdrawn ? ", withdrawn" : "");
}
