/* "Not paid, and why" and "Pending": each in plain words, with what would have made it payable. */
#include <string.h>

#include "reports/text.h"
#include "reports/value/build.h"

static const char clause_joint[] = "; ";

/* Whether one of the clauses of a text is this, and not only ends or begins with it. */
static bool has_clause(const char *text, const char *clause)
{
    const size_t length = strlen(clause);
    for (const char *at = strstr(text, clause); at; at = strstr(at + 1, clause)) {
        const bool begins = at == text || (at - text >= 2 && memcmp(at - 2, clause_joint, 2) == 0);
        if (begins && (at[length] == '\0' || g_str_has_prefix(at + length, clause_joint))) {
            return true;
        }
    }
    return false;
}

/* Clauses about several facts, each said once. */
static void add_clause(GString *text, const char *clause)
{
    if (*clause == '\0' || has_clause(text->str, clause)) {
        return;
    }
    g_string_append_printf(text, "%s%s", text->len > 0 ? clause_joint : "", clause);
}

/* Cancelled, as far as that was known. */
static bool is_cancelled(const struct report_build *build, const struct appointment *appointment)
{
    return appointment->status == STATUS_CANCELLED &&
           appointment->cancelled_at.utc_seconds <= build->run->as_at.utc_seconds;
}

static const char *lapsed_why(struct report_build *build, const struct appointment *appointment)
{
    stamp as_at = build->run->as_at;
    const char *id = appointment->appointment_id;
    const char *due = report_deadline_text(build, report_deadline_of(build, appointment));
    enum appointment_status status = appointment_status_at(appointment, as_at);
    if (status == STATUS_COMPLETED || status == STATUS_NO_SHOW) {
        char date_text[TEXT_SIZE];
        stamp marked = appointment->completed_at;
        struct local_time local = clock_local(&build->facts->clock, stamp_minute(marked));
        return report_format(build, "%s was marked on %s, too late: it was due by %s", id,
                             text_date_short(date_text, local.date), due);
    }
    if (is_cancelled(build, appointment)) {
        return report_format(
            build, "%s was cancelled after its start and not marked as completed by %s", id, due);
    }
    return report_format(build, "%s was not marked as completed by %s", id, due);
}

static const char *lapsed_mend(struct report_build *build, const struct appointment *appointment)
{
    const bool cancelled_late = is_cancelled(build, appointment);
    return report_format(build, "%scomplete by %s",
                         cancelled_late ? "cancel before its start, or hold it and " : "",
                         report_deadline_text(build, report_deadline_of(build, appointment)));
}

/* C1: what the penalty took back. */
static struct not_paid_row penalty_row(struct report_build *build, const struct hour *slot)
{
    g_autoptr(GString) why = g_string_new(NULL);
    g_autoptr(GString) mend = g_string_new(NULL);
    const char *source = NULL;
    const struct appointment *lapsed = NULL;
    uint32_t index = slot->found.begin;
    while ((lapsed = report_found_appointment(build, slot->found, FOUND_LAPSED, &index))) {
        add_clause(why, lapsed_why(build, lapsed));
        add_clause(mend, lapsed_mend(build, lapsed));
        source = source ? source : report_source(build, lapsed->source);
    }
    return (struct not_paid_row){.rule = RULE_C1,
                                 .minutes = slot->penalty_minutes,
                                 .why = report_copy(build, why->str),
                                 .mend = report_copy(build, mend->str),
                                 .source = source ? source : ""};
}

static const char *slot_row_source(struct report_build *build, const struct hour *slot)
{
    for (size_t i = 0; i < build->facts->schedule_count; i++) {
        const struct schedule_row *row = &build->facts->schedules[i];
        int32_t after = slot->start_minute - row->start_minute;
        if (row->weekday == day_weekday(slot->date) && day_range_has(row->effective, slot->date) &&
            after >= 0 && slot->start_minute < row->end_minute && after % MINUTES_PER_HOUR == 0) {
            return report_source(build, row->source);
        }
    }
    return "";
}

/* The line of the first fact that took the hour. */
static void set_source(struct report_build *build, struct not_paid_row *row,
                       struct fact_source source)
{
    row->source = row->source ? row->source : report_source(build, source);
}

/* P1 to P3: what took the hour, in the order of the facts. */
static void explain_taken(struct report_build *build, const struct hour *slot,
                          struct not_paid_row *row)
{
    const struct partner_facts *facts = build->facts;
    const bool blocked = slot->outcome == OUTCOME_BLOCKED;
    g_autoptr(GString) why = g_string_new(NULL);
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        if (found->kind == FOUND_HOLIDAY) {
            set_source(build, row, facts->holidays[found->index].source);
            add_clause(why, facts->holidays[found->index].name);
        } else if (found->kind == FOUND_BLOCK) {
            set_source(build, row, facts->blocks[found->index].source);
            g_string_append_printf(why, "%s%s", why->len > 0 ? ", " : "",
                                   facts->blocks[found->index].block_id);
        } else if (found->kind == FOUND_WORK) {
            const struct other_work *work = &facts->works[found->index];
            set_source(build, row, work->source);
            add_clause(why, report_format(build, "%s, %s", report_work(build, work),
                                          report_span(build, work->span)));
        }
    }
    row->why = report_format(build, blocked ? "%s (block %s)" : "%s: %s",
                             outcome_text(slot->outcome), why->str);
    if (slot->outcome == OUTCOME_OTHER_STREAM &&
        build->run->policy.other_stream_overlap == OTHER_STREAM_SLOT) {
        row->mend = "no other stream work in this hour: any of it takes the whole hour";
    }
}

static void explain_cancellation(struct report_build *build, const struct hour *slot,
                                 struct not_paid_row *row)
{
    const struct appointment *cancelled = NULL;
    uint32_t index = slot->found.begin;
    size_t count = 0;
    while ((cancelled = report_found_appointment(build, slot->found, FOUND_CANCELLED, &index))) {
        build->ids[count++] = cancelled->appointment_id;
        set_source(build, row, cancelled->source);
    }
    row->why = report_format(build, "Cancelled by the consultant (%s)",
                             report_join_ids(build, count, ", "));
    row->mend = "not cancelling the appointment";
}

/* What a slot does not pay before any penalty. */
static struct not_paid_row unpaid_row(struct report_build *build, const struct hour *slot)
{
    struct not_paid_row row = {.rule = outcome_rule(slot->outcome),
                               .minutes = {MINUTES_PER_HOUR - slot->paid_minutes.minutes},
                               .why = outcome_text(slot->outcome),
                               .mend = outcome_mend(slot->outcome),
                               .source = NULL};
    switch (slot->outcome) {
    case OUTCOME_HOLIDAY:
    case OUTCOME_BLOCKED:
    case OUTCOME_OTHER_STREAM:
        explain_taken(build, slot, &row);
        break;
    case OUTCOME_CANCELLED:
        explain_cancellation(build, slot, &row);
        break;
    default:
        break;
    }
    row.source = row.source ? row.source : slot_row_source(build, slot);
    return row;
}

static void add_slot_row(GArray *rows, const struct hour *slot, struct not_paid_row row)
{
    row.date = slot->date;
    row.start_minute = slot->start_minute;
    row.appointment_id = "";
    row.outcome = slot->outcome;
    row.evidence = slot->evidence;
    g_array_append_val(rows, row);
}

static void add_slots(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->slot_count; i++) {
        const struct hour *row = &build->report->slots[i];
        const struct hour *slot = &build->result->slots[build->result->slot_begin + i];
        if (slot->paid_minutes.minutes < MINUTES_PER_HOUR) {
            add_slot_row(rows, row, unpaid_row(build, slot));
        }
        if (slot->penalty_minutes.minutes > 0) {
            add_slot_row(rows, row, penalty_row(build, slot));
        }
    }
}

static const char *cancelled_why(struct report_build *build, const struct appointment *booking)
{
    static const char *const by[CANCELLED_BY_COUNT] = {"the client", "the consultant",
                                                       "the company"};
    bool late = appointment_cancelled_late(booking);
    return report_format(build, "%s by %s%s", outcome_text(OUTCOME_ADHOC_CANCELLED),
                         by[booking->cancelled_by],
                         late ? ", less than 24 hours before its start" : "");
}

/* H3: what the minutes overlap: hours of the Partner schedule have no id, the rest is evidence. */
static const char *overlap_why(struct report_build *build, const struct booking *booking)
{
    g_autoptr(GString) with = g_string_new(NULL);
    const struct finding *found = NULL;
    uint32_t index = booking->found.begin;
    while ((found = report_found(build, booking->found, FOUND_HOUR, &index))) {
        const struct hour *slot = &build->result->slots[found->index];
        add_clause(with, report_format(build, "the Partner hour of %s",
                                       report_moment(build, slot->date, slot->start_minute)));
    }
    if (booking->evidence[0] != '\0') {
        add_clause(with, booking->evidence);
    }
    return report_format(build, "%d of its %d minutes overlap hours paid elsewhere (%s)",
                         booking->duration_minutes - booking->paid_minutes.minutes,
                         booking->duration_minutes, with->str);
}

static void explain_adhoc(struct report_build *build, const struct booking *booking,
                          const struct appointment *appointment, struct not_paid_row *row)
{
    const char *evidence = booking->evidence;
    bool shown = evidence[0] != '\0';
    switch (booking->outcome) {
    case OUTCOME_ADHOC_CANCELLED:
        row->why = cancelled_why(build, appointment);
        break;
    case OUTCOME_ADHOC_UNAUTHORISED:
        row->why = report_format(build, "%s: %s%s%s%s", outcome_text(booking->outcome),
                                 reason_text(booking->reason), shown ? " (" : "", evidence,
                                 shown ? ")" : "");
        row->mend = reason_mend(booking->reason);
        break;
    case OUTCOME_ADHOC_NOT_COMPLETED:
        row->why = lapsed_why(build, appointment);
        row->mend = lapsed_mend(build, appointment);
        break;
    case OUTCOME_ADHOC_OVERLAP:
        row->why = overlap_why(build, booking);
        break;
    default:
        break;
    }
}

static void add_adhoc(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->adhoc_count; i++) {
        const struct booking *booking = &build->report->adhoc[i];
        const struct booking *verdict = &build->result->adhoc[build->result->adhoc_begin + i];
        const struct appointment *appointment = &build->facts->appointments[verdict->appointment];
        int32_t unpaid = booking->duration_minutes - booking->paid_minutes.minutes;
        if (unpaid == 0 || booking->outcome == OUTCOME_ADHOC_PENDING) {
            continue;
        }
        struct not_paid_row row = {.date = booking->date,
                                   .start_minute = booking->start_minute,
                                   .appointment_id = booking->appointment_id,
                                   .outcome = booking->outcome,
                                   .rule = booking->rule,
                                   .minutes = {unpaid},
                                   .why = outcome_text(booking->outcome),
                                   .mend = outcome_mend(booking->outcome),
                                   .evidence = booking->evidence,
                                   .source = report_source(build, appointment->source)};
        explain_adhoc(build, booking, appointment, &row);
        g_array_append_val(rows, row);
    }
}

static const char *unscheduled_why(struct report_build *build, const struct unscheduled *found,
                                   const char *ids)
{
    const char *text = outcome_text(OUTCOME_UNSCHEDULED);
    if (found->slot_outcome == OUTCOME_UNSCHEDULED) {
        return report_format(build, "%s: no hour of the Partner schedule holds it", text);
    }
    const char *taken = found->slot_outcome == OUTCOME_HOLIDAY ? "a public holiday took its hour"
                                                               : "its hour was blocked";
    return report_format(build, "%s: %s (%s)", text, taken, ids);
}

static void add_unscheduled(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->unscheduled_count; i++) {
        const struct unscheduled *found = &build->result->unscheduled[i];
        const struct appointment *appointment = &build->facts->appointments[found->appointment];
        const char *joined = report_evidence(build, found->found);
        struct not_paid_row row = {.date = found->date,
                                   .start_minute = found->start_minute,
                                   .appointment_id = build->report->unscheduled[i].appointment_id,
                                   .outcome = OUTCOME_UNSCHEDULED,
                                   .rule = outcome_rule(OUTCOME_UNSCHEDULED),
                                   .minutes = {appointment->duration_minutes},
                                   .why = unscheduled_why(build, found, joined),
                                   .mend = outcome_mend(OUTCOME_UNSCHEDULED),
                                   .evidence = joined,
                                   .source = report_source(build, appointment->source)};
        g_array_append_val(rows, row);
    }
}

static int compare_not_paid(const void *a, const void *b)
{
    const struct not_paid_row *left = a;
    const struct not_paid_row *right = b;
    int order = day_compare(left->date, right->date);
    order = order != 0 ? order : left->start_minute - right->start_minute;
    return order != 0 ? order : strcmp(left->appointment_id, right->appointment_id);
}

void report_build_not_paid(struct report_build *build)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct not_paid_row));
    add_slots(build, rows);
    add_adhoc(build, rows);
    add_unscheduled(build, rows);
    g_array_sort(rows, compare_not_paid); /* stable: P3 stays before C1 */
    build->report->not_paid_count = rows->len;
    build->report->not_paid = (const struct not_paid_row *)(void *)g_array_free(rows, FALSE);
}

/* ---- pending: what waits to be marked as completed (C3) -------------------------------------- */

static void pending_add(struct report_build *build, GArray *rows,
                        const struct appointment *appointment, struct pending_row row)
{
    struct report_deadline deadline = report_deadline_of(build, appointment);
    row.appointment_id = report_copy(build, appointment->appointment_id);
    row.complete_by = deadline.date;
    row.complete_by_minute = deadline.minute;
    g_array_append_val(rows, row);
}

/* Only where something is at stake: what a penalty took already, another cannot take. */
static void pending_slots_add(struct report_build *build, GArray *rows)
{
    const struct month_result *result = build->result;
    for (size_t i = result->slot_begin; i < result->slot_end; i++) {
        const struct hour *slot = &result->slots[i];
        int32_t at_stake = slot->paid_minutes.minutes - slot->penalty_minutes.minutes;
        if (!(slot->notes & NOTE_PENDING_COMPLETION) || at_stake == 0) {
            continue;
        }
        const struct appointment *pending = NULL;
        uint32_t index = slot->found.begin;
        while ((pending = report_found_appointment(build, slot->found, FOUND_PENDING, &index))) {
            pending_add(build, rows, pending,
                        (struct pending_row){.date = slot->date,
                                             .start_minute = slot->start_minute,
                                             .minutes = {at_stake}});
        }
    }
}

static void pending_adhoc_add(struct report_build *build, GArray *rows)
{
    const struct month_result *result = build->result;
    for (size_t i = result->adhoc_begin; i < result->adhoc_end; i++) {
        const struct booking *booking = &result->adhoc[i];
        if (booking->outcome != OUTCOME_ADHOC_PENDING) {
            continue;
        }
        const struct appointment *pending = &build->facts->appointments[booking->appointment];
        pending_add(build, rows, pending,
                    (struct pending_row){.date = booking->date,
                                         .start_minute = booking->start_minute,
                                         .adhoc = true,
                                         .minutes = {pending->duration_minutes}});
    }
}

static int compare_pending(const void *a, const void *b)
{
    const struct pending_row *left = a;
    const struct pending_row *right = b;
    int order = day_compare(left->date, right->date);
    order = order != 0 ? order : left->start_minute - right->start_minute;
    return order != 0 ? order : strcmp(left->appointment_id, right->appointment_id);
}

void report_build_pending(struct report_build *build)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct pending_row));
    pending_slots_add(build, rows);
    pending_adhoc_add(build, rows);
    g_array_sort(rows, compare_pending);
    build->report->pending_count = rows->len;
    build->report->pending = (const struct pending_row *)(void *)g_array_free(rows, FALSE);
}
