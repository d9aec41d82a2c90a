/* "Not paid, and why" and "Pending": each in plain words, with what would have made it payable. */
#include <string.h>

#include "reports/text.h"
#include "reports/value/build.h"

/* Clauses about several facts, each said once. */
static void clause_add(GPtrArray *clauses, const char *clause)
{
    if (clause[0] != '\0' &&
        !g_ptr_array_find_with_equal_func(clauses, clause, g_str_equal, NULL)) {
        g_ptr_array_add(clauses, (char *)clause);
    }
}

static const char *clauses_join(struct report_build *build, GPtrArray *clauses, const char *joint)
{
    g_ptr_array_add(clauses, NULL);
    g_autofree char *joined = g_strjoinv(joint, (char **)clauses->pdata);
    return report_copy(build, joined);
}

/* ---- not marked as completed in time --------------------------------------------------------- */

/* "the end of Mon 14 Sep", or where hours count "Mon 14 Sep 10:00 (Sydney)". */
static const char *due_text(struct report_build *build, const struct appointment *appointment)
{
    char date[TEXT_SIZE];
    const struct local_time due = report_deadline_of(build, appointment);
    return due.minute < 0
               ? report_format(build, "the end of %s", text_date_short(date, due.date))
               : report_stamp(build, month_completion_deadline(build->facts, &build->run->policy,
                                                               appointment));
}

const char *report_lapsed_why(struct report_build *build, const struct appointment *appointment)
{
    const char *id = appointment->appointment_id;
    const char *due = due_text(build, appointment);
    const stamp as_at = build->run->as_at;
    const enum appointment_status status =
        appointment_status_at(appointment, &build->run->policy, as_at);
    /* As far as that was known. */
    const bool cancelled = appointment->status == STATUS_CANCELLED &&
                           appointment->cancelled_at.utc_seconds <= as_at.utc_seconds;
    const bool moved = appointment->status == STATUS_MOVED &&
                       appointment->moved_at.utc_seconds <= as_at.utc_seconds;
    const bool retrospective =
        appointment->booked_at.utc_seconds > stamp_from_instant(appointment->start).utc_seconds;
    const char *booked = retrospective ? report_format(build, "booked %s, after its start, and ",
                                                       report_stamp(build, appointment->booked_at))
                                       : "";
    const char *done = cancelled ? report_format(build, "cancelled %s, after its start, and ",
                                                 report_stamp(build, appointment->cancelled_at))
                       : moved   ? report_format(build, "moved %s, after its start, and ",
                                                 report_stamp(build, appointment->moved_at))
                                 : "";
    return status == STATUS_COMPLETED || status == STATUS_NO_SHOW
               ? report_format(build, "%s was %smarked %s, due by %s", id, booked,
                               report_stamp(build, appointment->completed_at), due)
               : report_format(build, "%s was %s%snot marked as completed by %s", id, booked, done,
                               due);
}

/* ---- hours of the Partner schedule ----------------------------------------------------------- */

/* The line of the first fact that took the hour. */
static void source_keep(struct report_build *build, struct not_paid_row *row,
                        struct fact_source source)
{
    row->source = row->source ? row->source : report_source(build, source);
}

/* P1 to P3: what took the hour, in the order of the facts. */
static void explain_taken(struct report_build *build, const struct hour *slot,
                          struct not_paid_row *row)
{
    const struct partner_facts *facts = build->facts;
    g_autoptr(GPtrArray) clauses = g_ptr_array_new();
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        if (found->kind == FOUND_HOLIDAY) {
            source_keep(build, row, facts->holidays[found->index].source);
            clause_add(clauses, facts->holidays[found->index].name);
        } else if (found->kind == FOUND_BLOCK) {
            source_keep(build, row, facts->blocks[found->index].source);
            g_ptr_array_add(clauses, (char *)facts->blocks[found->index].block_id);
        } else if (found->kind == FOUND_WORK) {
            const struct other_work *work = &facts->works[found->index];
            source_keep(build, row, work->source);
            clause_add(clauses, report_format(build, "%s, %s", report_work(build, work),
                                              report_span(build, work->span)));
        }
    }
    const char *text = outcome_says[slot->outcome].text;
    row->why = slot->outcome == OUTCOME_BLOCKED
                   ? report_format(build, "%s (block %s)", text, clauses_join(build, clauses, ", "))
                   : report_format(build, "%s: %s", text, clauses_join(build, clauses, "; "));
}

/* The row of the schedule that the hour is of. */
static const char *schedule_source(struct report_build *build, const struct hour *slot)
{
    for (size_t i = 0; i < build->facts->schedule_count; i++) {
        const struct schedule_row *row = &build->facts->schedules[i];
        int32_t after = slot->start_minute - row->start_minute;
        if (schedule_row_counts(row, slot->date) && after >= 0 &&
            slot->start_minute < row->end_minute && after % MINUTES_PER_HOUR == 0) {
            return report_source(build, row->source);
        }
    }
    return "";
}

/* What a slot does not pay before any penalty. */
static void explain_unpaid(struct report_build *build, const struct hour *slot,
                           struct not_paid_row *row)
{
    row->rule = outcome_says[slot->outcome].rule;
    row->minutes.minutes = MINUTES_PER_HOUR - slot->paid_minutes.minutes;
    row->why = outcome_says[slot->outcome].text;
    const bool whole = build->run->policy.other_stream_overlap == OTHER_STREAM_SLOT;
    const bool elsewhere = slot->outcome == OUTCOME_OTHER_STREAM && !whole;
    row->mend = slot->outcome == OUTCOME_DST_GAP || elsewhere ? outcome_says[slot->outcome].mend
                                                              : report_hour_mend(build, slot);
    if (slot->outcome == OUTCOME_HOLIDAY || slot->outcome == OUTCOME_BLOCKED ||
        slot->outcome == OUTCOME_OTHER_STREAM) {
        explain_taken(build, slot, row);
    } else if (slot->outcome == OUTCOME_CANCELLED) {
        row->why = report_format(build, CANCELLED_UNPAID_TEXT " (%s)",
                                 report_appointments(build, slot->found, FOUND_CANCELLED,
                                                     FOUND_CANCELLED, &row->source));
    }
    row->source = row->source ? row->source : schedule_source(build, slot);
}

/* C1: what the penalty took back. */
static void explain_penalty(struct report_build *build, const struct hour *slot,
                            struct not_paid_row *row)
{
    g_autoptr(GPtrArray) why = g_ptr_array_new();
    g_autoptr(GPtrArray) mend = g_ptr_array_new();
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        if (found->kind == FOUND_LAPSED && !report_is_waived(build, slot, i)) {
            const struct appointment *lapsed = &build->facts->appointments[found->index];
            clause_add(why, report_lapsed_why(build, lapsed));
            clause_add(mend, report_mark_mend(build, lapsed));
            source_keep(build, row, lapsed->source);
        }
    }
    row->rule = RULE_C1;
    row->minutes = slot->penalty_minutes;
    row->why = clauses_join(build, why, "; ");
    row->mend = clauses_join(build, mend, "; ");
    row->source = row->source ? row->source : "";
}

static void add_slots(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->slot_count; i++) {
        const struct hour *slot = &build->report->slots[i];
        const struct not_paid_row about = {.at = {slot->date, slot->start_minute, ""},
                                           .outcome = slot->outcome,
                                           .evidence = slot->evidence};
        struct not_paid_row row = about;
        if (slot->paid_minutes.minutes < MINUTES_PER_HOUR) {
            explain_unpaid(build, slot, &row);
            g_array_append_val(rows, row);
        }
        row = about;
        if (slot->penalty_minutes.minutes > 0) {
            explain_penalty(build, slot, &row);
            g_array_append_val(rows, row);
        }
    }
}

/* ---- ad hoc bookings ------------------------------------------------------------------------- */

const char *report_overlapped(const struct report_build *build, const struct booking *booking)
{
    bool taken_back = false;
    bool paid = false;
    for (uint32_t i = booking->found.begin; i < booking->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        bool back = found->kind == FOUND_HOUR &&
                    build->result->slots[found->index].penalty_minutes.minutes > 0;
        taken_back = taken_back || back;
        paid = paid || !back;
    }
    return !taken_back ? "hours paid elsewhere"
           : paid      ? "hours paid elsewhere or taken back"
                       : "an hour that was taken back";
}

/* H3: what the minutes overlap: hours of the Partner schedule have no id, the rest is evidence. */
static const char *overlap_why(struct report_build *build, const struct booking *booking)
{
    g_autoptr(GPtrArray) with = g_ptr_array_new();
    for (uint32_t i = booking->found.begin; i < booking->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        if (found->kind == FOUND_HOUR) {
            const struct hour *slot = &build->result->slots[found->index];
            clause_add(with, report_format(build, "the Partner hour of %s%s",
                                           report_moment(build, slot->date, slot->start_minute),
                                           slot->penalty_minutes.minutes > 0
                                               ? ", which was not marked in time"
                                               : ""));
        }
    }
    clause_add(with, report_evidence_undecided(build, booking->found, "; "));
    return report_format(build, "%d of its %d minutes overlap %s (%s)",
                         booking->duration_minutes - booking->paid_minutes.minutes,
                         booking->duration_minutes, report_overlapped(build, booking),
                         clauses_join(build, with, "; "));
}

static void explain_adhoc(struct report_build *build, const struct booking *booking,
                          const struct appointment *appointment, struct not_paid_row *row)
{
    const char *evidence = booking->evidence;
    const bool shown = evidence[0] != '\0';
    switch (booking->outcome) {
    case OUTCOME_ADHOC_CANCELLED:
        row->why = report_format(
            build, "%s by %s, %s%s", outcome_says[booking->outcome].text,
            report_cancellers[appointment->cancelled_by],
            report_stamp(build, appointment->cancelled_at),
            appointment_cancelled_late(appointment) ? ", less than 24 hours before its start" : "");
        break;
    case OUTCOME_ADHOC_UNAUTHORISED:
        row->why = report_format(build, "%s: %s%s%s%s", outcome_says[booking->outcome].text,
                                 reason_says[booking->reason].text, shown ? " (" : "", evidence,
                                 shown ? ")" : "");
        break;
    case OUTCOME_ADHOC_NOT_COMPLETED:
        row->why = report_lapsed_why(build, appointment);
        break;
    case OUTCOME_ADHOC_OVERLAP:
        row->why = overlap_why(build, booking);
        if (strstr(report_overlapped(build, booking), "taken back")) {
            row->mend = "nothing: the minutes are the Partner hour's, which marking in time would "
                        "have kept";
        }
        break;
    default:
        break;
    }
}

static void add_adhoc(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->adhoc_count; i++) {
        const struct booking *booking = &build->report->adhoc[i];
        const struct appointment *appointment = &build->facts->appointments[booking->appointment];
        int32_t unpaid = booking->duration_minutes - booking->paid_minutes.minutes;
        if (unpaid == 0 || booking->outcome == OUTCOME_ADHOC_PENDING) {
            continue;
        }
        struct not_paid_row row = {
            .at = {booking->date, booking->start_minute, booking->appointment_id},
            .outcome = booking->outcome,
            .rule = booking->rule,
            .minutes = {unpaid},
            .why = outcome_says[booking->outcome].text,
            .mend = booking->outcome == OUTCOME_ADHOC_OVERLAP ? outcome_says[booking->outcome].mend
                                                              : report_booking_mend(build, booking),
            .evidence = booking->evidence,
            .source = report_source(build, appointment->source)};
        explain_adhoc(build, booking, appointment, &row);
        g_array_append_val(rows, row);
    }
}

/* ---- appointments that no hour pays (A8) ----------------------------------------------------- */

static void add_unscheduled(struct report_build *build, GArray *rows)
{
    const char *text = outcome_says[OUTCOME_UNSCHEDULED].text;
    for (size_t i = 0; i < build->report->unscheduled_count; i++) {
        const struct unscheduled *found = &build->report->unscheduled[i];
        const struct appointment *appointment = &build->facts->appointments[found->appointment];
        const char *evidence = report_evidence(build, found->found, ";");
        const char *taken = found->slot_outcome == OUTCOME_HOLIDAY
                                ? "a public holiday took its hour"
                                : "its hour was blocked";
        const char *why =
            found->slot_outcome == OUTCOME_UNSCHEDULED
                ? report_format(build, "%s: no hour of the Partner schedule holds it", text)
                : report_format(build, "%s: %s (%s)", text, taken, evidence);
        const struct not_paid_row row = {
            .at = {found->date, found->start_minute, found->appointment_id},
            .outcome = OUTCOME_UNSCHEDULED,
            .rule = outcome_says[OUTCOME_UNSCHEDULED].rule,
            .minutes = {appointment->duration_minutes},
            .why = why,
            .mend = report_unscheduled_mend(build, found),
            .evidence = evidence,
            .source = report_source(build, appointment->source)};
        g_array_append_val(rows, row);
    }
}

/* ---- pending: what waits to be marked as completed (C3) -------------------------------------- */

static void add_pending(struct report_build *build, GArray *rows,
                        const struct appointment *appointment, struct pending_row row)
{
    row.at.appointment_id = report_copy(build, appointment->appointment_id);
    row.complete_by = report_deadline_of(build, appointment);
    g_array_append_val(rows, row);
}

static void add_all_pending(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->slot_count; i++) {
        const struct hour *slot = &build->report->slots[i];
        const int32_t at_stake = slot->paid_minutes.minutes - slot->penalty_minutes.minutes;
        const struct pending_row row = {.at = {slot->date, slot->start_minute, ""},
                                        .minutes = {at_stake}};
        /* Only where something is at stake: what a penalty took already, another cannot take. */
        const bool waits = (slot->notes & NOTE_PENDING_COMPLETION) && at_stake != 0;
        for (uint32_t k = slot->found.begin; waits && k < slot->found.end; k++) {
            const struct finding *found = &build->result->found[k];
            if (found->kind == FOUND_PENDING) {
                add_pending(build, rows, &build->facts->appointments[found->index], row);
            }
        }
    }
    for (size_t i = 0; i < build->report->adhoc_count; i++) {
        const struct booking *booking = &build->report->adhoc[i];
        if (booking->outcome == OUTCOME_ADHOC_PENDING) {
            add_pending(build, rows, &build->facts->appointments[booking->appointment],
                        (struct pending_row){.at = {booking->date, booking->start_minute, ""},
                                             .adhoc = true,
                                             .minutes = {booking->duration_minutes}});
        }
    }
}

/* ---- both ------------------------------------------------------------------------------------ */

/* Of rows that begin with their place. */
static int compare_places(const void *left, const void *right)
{
    const struct row_place *a = left;
    const struct row_place *b = right;
    int order = day_compare(a->date, b->date);
    order = order != 0 ? order : a->start_minute - b->start_minute;
    return order != 0 ? order : strcmp(a->appointment_id, b->appointment_id);
}

void report_build_not_paid(struct report_build *build)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct not_paid_row));
    add_slots(build, rows);
    add_adhoc(build, rows);
    add_unscheduled(build, rows);
    g_array_sort(rows, compare_places); /* stable: P3 stays before C1 */
    build->report->not_paid_count = rows->len;
    build->report->not_paid = (const struct not_paid_row *)(void *)g_array_free(rows, FALSE);

    GArray *pending = g_array_new(FALSE, FALSE, sizeof(struct pending_row));
    add_all_pending(build, pending);
    g_array_sort(pending, compare_places);
    build->report->pending_count = pending->len;
    build->report->pending = (const struct pending_row *)(void *)g_array_free(pending, FALSE);
}
