#include "reports/value/explanation.h"

#include <string.h>

#include "reports/text.h"
#include "reports/value/build.h"

/* ---- lists of sentences ---------------------------------------------------------------------- */

static void add(GPtrArray *texts, const char *text)
{
    if (text[0] != '\0' && !g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL)) {
        g_ptr_array_add(texts, (char *)text);
    }
}

/* With a capital. */
static void say(struct report_build *build, GPtrArray *texts, const char *text)
{
    if (text[0] != '\0') {
        char *kept = (char *)report_copy(build, text);
        kept[0] = g_ascii_toupper(kept[0]);
        add(texts, kept);
    }
}

static const char *const *list_end(GPtrArray *texts)
{
    g_ptr_array_add(texts, NULL);
    return (const char *const *)(void *)g_ptr_array_free(texts, FALSE);
}

/* The lists of a row while it is built. */
struct row_lists {
    GPtrArray *sentences;
    GPtrArray *mends;
    GPtrArray *policy;
};

static void rule_quote(struct row_lists *lists, enum rule rule)
{
    add(lists->policy, rule_says[rule].sentence);
}

/* ---- an appointment -------------------------------------------------------------------------- */

static const struct appointment *appointment_of(const struct report_build *build, uint32_t index)
{
    return &build->facts->appointments[index];
}

static bool retrospective(const struct appointment *appointment)
{
    return appointment->booked_at.utc_seconds > stamp_from_instant(appointment->start).utc_seconds;
}

/* "A1 was booked by the client Mon 24 Aug 09:31 (Melbourne)". */
static const char *booked_told(struct report_build *build, const struct appointment *appointment)
{
    const bool known = appointment->booked_at.utc_seconds != STAMP_START_OF_TIME.utc_seconds;
    return report_format(build, "%s was booked by %s%s%s%s", appointment->appointment_id,
                         report_bookers[appointment->booked_by], known ? " " : "",
                         known ? report_stamp(build, appointment->booked_at) : "",
                         retrospective(appointment) ? ", after its start" : "");
}

/* "A1 was cancelled by the client on Mon 7 Sep 19:30 (Melbourne)". */
static const char *cancelled_told(struct report_build *build, const struct appointment *appointment)
{
    return report_format(build, "%s was cancelled by %s %s", appointment->appointment_id,
                         report_cancellers[appointment->cancelled_by],
                         report_stamp(build, appointment->cancelled_at));
}

/* Marked in time, or not yet. */
static const char *closing_told(struct report_build *build, const struct appointment *appointment,
                                enum found_kind kind)
{
    const char *id = appointment->appointment_id;
    const char *due = report_deadline_text(build, appointment);
    const char *what = appointment->status == STATUS_NO_SHOW ? "a no-show" : "completed";
    return kind == FOUND_CLOSED
               ? report_format(build, "%s was marked as %s %s, in time (by %s)", id, what,
                               report_stamp(build, appointment->completed_at), due)
               : report_format(build, "%s is not marked as completed yet; it has to be by %s", id,
                               due);
}

/* D1: of one that is not marked, and takes nothing back all the same. ticket: "" where the hour or booking is
 * told to be paid by it. */
static void waived_tell(struct report_build *build, const struct appointment *appointment,
                        enum found_kind kind, const char *ticket, GPtrArray *sentences)
{
    const char *told = kind == FOUND_LAPSED
                           ? report_lapsed_why(build, appointment)
                           : report_format(build, "%s is not marked as completed yet",
                                           appointment->appointment_id);
    say(build, sentences,
        ticket[0] == '\0'
            ? told
            : report_format(build, "%s, which is waived by decision %s", told, ticket));
}

/* Of a finding that is waived, in an hour of which another takes back what it paid; else "". */
static const char *waived_ticket(const struct report_build *build, const struct hour *slot,
                                 uint32_t found)
{
    const uint32_t decision = build->result->found[found + 1].index;
    return slot->penalty_minutes.minutes > 0 ? build->facts->decisions[decision].ticket : "";
}

/* User Support's, and under which reference; "" where there is none (A3). */
static const char *approval_told(struct report_build *build, const struct appointment *appointment)
{
    const char *reference = appointment->approval_ref;
    if (reference[0] != '\0') {
        return report_format(build, "User Support pre-approved it under the reference %s",
                             reference);
    }
    return appointment->booked_by == BOOKED_BY_USER_SUPPORT
               ? "User Support booked it, which is a pre-approval; no reference is given"
               : "";
}

/* ---- hours ----------------------------------------------------------------------------------- */

/* P4, P5: who cancelled, beside who was booked instead. */
static void cancelled_tell(struct report_build *build, const struct hour *slot,
                           struct row_lists *lists)
{
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        if (found->kind == FOUND_CANCELLED) {
            say(build, lists->sentences,
                cancelled_told(build, appointment_of(build, found->index)));
        }
    }
}

static void booked_tell(struct report_build *build, const struct hour *slot,
                        struct row_lists *lists)
{
    const char *source = NULL;
    const char *ids = report_appointments(build, slot->found, FOUND_CLOSED, FOUND_PENDING, &source);
    const bool many = strstr(ids, ", ") != NULL;
    const bool taken_back = slot->penalty_minutes.minutes > 0;
    const char *once = taken_back && many ? ": each has to be marked in time"
                       : taken_back       ? ""
                                          : ": it is paid once";
    if ((slot->notes & NOTE_REBOOKED) != 0) {
        cancelled_tell(build, slot, lists);
        say(build, lists->sentences,
            report_format(build, "%s %s booked into the hour%s", ids, many ? "were" : "was", once));
    } else if (many) {
        say(build, lists->sentences, report_format(build, "%s are in this hour%s", ids, once));
    }
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        const bool waived = report_is_waived(build, slot, i);
        if (waived && found->kind != FOUND_DECISION) {
            waived_tell(build, appointment_of(build, found->index), found->kind,
                        waived_ticket(build, slot, i), lists->sentences);
        } else if (found->kind == FOUND_CLOSED || found->kind == FOUND_PENDING) {
            say(build, lists->sentences,
                closing_told(build, appointment_of(build, found->index), found->kind));
        }
    }
    if ((slot->notes & NOTE_WAIVED) != 0) {
        say(build, lists->sentences,
            report_format(build, "Paid by decision %s: nothing is taken back",
                          report_tickets(build, slot->found)));
    }
    if ((slot->notes & NOTE_PENDING_COMPLETION) != 0 && slot->penalty_minutes.minutes == 0) {
        say(build, lists->sentences, "The hour is paid now, and taken back if it is not marked");
    }
}

static void hour_tell(struct report_build *build, const struct hour *slot, struct row_lists *lists)
{
    const bool whole = slot->paid_minutes.minutes == MINUTES_PER_HOUR;
    switch (slot->outcome) {
    case OUTCOME_BOOKED:
        booked_tell(build, slot, lists);
        break;
    case OUTCOME_OTHER_STREAM:
        booked_tell(build, slot, lists);
        if (slot->paid_minutes.minutes > slot->penalty_minutes.minutes) {
            say(build, lists->sentences,
                report_format(build, "The other %d minutes of the hour are paid here",
                              slot->paid_minutes.minutes));
        }
        break;
    case OUTCOME_CANCELLED:
        cancelled_tell(build, slot, lists);
        if (whole) {
            say(build, lists->sentences, "The hour is paid all the same");
        }
        break;
    case OUTCOME_AVAILABLE:
        say(build, lists->sentences, "No appointment was in it: the hour is paid all the same");
        break;
    default:
        break;
    }
    if (whole && slot->penalty_minutes.minutes == 0) {
        rule_quote(lists, slot->rule);
    }
}

/* What took the hour, in full: a block's span, a holiday's area and hours. */
static void taken_tell(struct report_build *build, const struct hour *slot, struct row_lists *lists)
{
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        if (found->kind == FOUND_BLOCK) {
            const struct block *block = &build->facts->blocks[found->index];
            say(build, lists->sentences,
                report_format(build, "Block %s is of %s", block->block_id,
                              report_span(build, block->span)));
        } else if (found->kind == FOUND_HOLIDAY) {
            const struct holiday *holiday = &build->facts->holidays[found->index];
            const bool part = holiday->from_minute > 0 || holiday->to_minute < MINUTES_PER_DAY;
            char from[TEXT_SIZE];
            const char *hours = part ? report_format(build, ", from %s to %s",
                                                     text_time(from, holiday->from_minute),
                                                     text_time(TEXT_ROOM, holiday->to_minute))
                                     : "";
            say(build, lists->sentences,
                report_format(build, "%s is on %s in the area %s%s", holiday->name,
                              text_date_short(TEXT_ROOM, holiday->date), holiday->area, hours));
        }
    }
}

/* ---- ad hoc bookings ------------------------------------------------------------------------- */

/* What a pre-approval does not settle; NULL where it does settle it. */
static const char *unsettled(const struct booking *booking)
{
    switch (booking->outcome) {
    case OUTCOME_ADHOC_CANCELLED:
        return "a cancelled session";
    case OUTCOME_ADHOC_NO_SHOW:
        return "a client who did not attend";
    case OUTCOME_ADHOC_NOT_COMPLETED:
    case OUTCOME_ADHOC_PENDING:
        return "marking it as completed in time";
    case OUTCOME_ADHOC_OVERLAP:
        return "minutes that overlap";
    case OUTCOME_ADHOC_UNAUTHORISED:
        return booking->reason == REASON_NOT_ACTIVE ? "the dates on which the partner is active"
                                                    : "the sessions of the case";
    default:
        return NULL;
    }
}

static void approval_tell(struct report_build *build, const struct booking *booking,
                          const struct appointment *appointment, struct row_lists *lists)
{
    const char *told = approval_told(build, appointment);
    const char *not_settled = unsettled(booking);
    say(build, lists->sentences, booked_told(build, appointment));
    say(build, lists->sentences, told);
    if (told[0] != '\0' && not_settled) {
        say(build, lists->sentences,
            report_format(build, "That settles who may book, not %s", not_settled));
    } else if (told[0] != '\0' && booking->outcome == OUTCOME_ADHOC_PAID) {
        rule_quote(lists, RULE_A3);
    }
}

/* D1, D2. What was authorised is not paid where it fails otherwise. */
static bool is_waived(const struct booking *booking)
{
    return booking->reason == REASON_WAIVED || booking->reason == REASON_AUTHORISED_AND_WAIVED;
}

static void decided_tell(struct report_build *build, const struct booking *booking,
                         const struct appointment *appointment, GPtrArray *sentences)
{
    const char *tickets = report_tickets(build, booking->found);
    const char *not_settled = unsettled(booking);
    const stamp due = month_completion_deadline(build->facts, &build->run->policy, appointment);
    if (tickets[0] == '\0') {
        return;
    }
    if (is_waived(booking)) {
        waived_tell(build, appointment,
                    due.utc_seconds <= build->run->as_at.utc_seconds ? FOUND_LAPSED : FOUND_PENDING,
                    "", sentences);
    }
    say(build, sentences,
        booking->paid_minutes.minutes > 0
            ? report_format(build, "Paid by decision %s", tickets)
            : report_format(build, "Decision %s settles who may book, not %s", tickets,
                            not_settled ? not_settled : "the rest"));
}

static void adhoc_tell(struct report_build *build, const struct booking *booking,
                       struct row_lists *lists)
{
    const struct appointment *appointment = appointment_of(build, booking->appointment);
    const enum appointment_status status =
        appointment_status_at(appointment, &build->run->policy, build->run->as_at);
    if (booking->reason == REASON_OVER_ALLOCATION) {
        report_sessions_tell(build, booking, lists->sentences);
    }
    approval_tell(build, booking, appointment, lists);
    decided_tell(build, booking, appointment, lists->sentences);
    if (booking->paid_minutes.minutes > 0 && !is_waived(booking) &&
        (status == STATUS_COMPLETED || status == STATUS_NO_SHOW)) {
        say(build, lists->sentences, closing_told(build, appointment, FOUND_CLOSED));
    } else if (booking->outcome == OUTCOME_ADHOC_PENDING) {
        say(build, lists->sentences, closing_told(build, appointment, FOUND_PENDING));
        say(build, lists->sentences, "Once it is marked in time, a later month pays it");
    }
    if (booking->outcome == OUTCOME_ADHOC_PAID) {
        rule_quote(lists, RULE_H4);
    }
}

/* ---- rows ------------------------------------------------------------------------------------ */

static bool is_of(const struct not_paid_row *row, const struct explained *of)
{
    const bool outside = row->outcome == OUTCOME_UNSCHEDULED;
    return day_compare(row->at.date, of->at.date) == 0 &&
           row->at.start_minute == of->at.start_minute &&
           outside == (of->kind == EXPLAINED_OUTSIDE) &&
           strcmp(row->at.appointment_id, of->at.appointment_id) == 0;
}

/* An hour of which a part is paid elsewhere and the rest was taken back: what would have kept the rest. */
static void rest_mend(struct report_build *build, const struct hour *slot, GPtrArray *mends)
{
    if (mends->len > 1 && slot->penalty_minutes.minutes > 0) {
        const char *mark = g_ptr_array_index(mends, mends->len - 1);
        g_ptr_array_set_size(mends, 0);
        add(mends, report_format(build, "%s, for the %s that are paid nowhere else", mark,
                                 text_hours(TEXT_ROOM, slot->paid_minutes.minutes)));
    }
}

/* What "Not paid, and why" says of it, which the document shows too. */
static void not_paid_tell(struct report_build *build, struct explained *of, struct row_lists *lists)
{
    const struct partner_report *report = build->report;
    for (size_t i = 0; i < report->not_paid_count; i++) {
        const struct not_paid_row *row = &report->not_paid[i];
        if (is_of(row, of)) {
            of->why = of->why ? of->why : row;
            of->why_count++;
            say(build, lists->sentences, row->why);
            add(lists->mends, row->mend);
            rule_quote(lists, row->rule);
        }
    }
    if (of->slot) {
        rest_mend(build, of->slot, lists->mends);
    }
}

static const char *hour_became(struct report_build *build, const struct hour *slot)
{
    const char *text = outcome_says[slot->outcome].text;
    if (slot->penalty_minutes.minutes > 0) {
        return report_format(build, "%s; not marked as completed in time", text);
    }
    if (slot->outcome == OUTCOME_CANCELLED && slot->paid_minutes.minutes == 0) {
        return CANCELLED_UNPAID_TEXT;
    }
    return text;
}

static void row_finish(struct report_build *build, GArray *rows, struct explained *row)
{
    struct row_lists lists = {g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new()};
    not_paid_tell(build, row, &lists);
    if (row->slot) {
        taken_tell(build, row->slot, &lists);
        hour_tell(build, row->slot, &lists);
    } else if (row->booking) {
        adhoc_tell(build, row->booking, &lists);
    }
    row->sentences = list_end(lists.sentences);
    row->mends = list_end(lists.mends);
    row->policy = list_end(lists.policy);
    g_array_append_val(rows, *row);
}

static void hours_add(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->slot_count; i++) {
        const struct hour *slot = &build->report->slots[i];
        struct explained row = {.kind = EXPLAINED_HOUR,
                                .at = {slot->date, slot->start_minute, ""},
                                .slot = slot,
                                .duration_minutes = MINUTES_PER_HOUR,
                                .paid_minutes =
                                    slot->paid_minutes.minutes - slot->penalty_minutes.minutes,
                                .pending = (slot->notes & NOTE_PENDING_COMPLETION) != 0,
                                .became = hour_became(build, slot)};
        row_finish(build, rows, &row);
    }
}

static void bookings_add(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->adhoc_count; i++) {
        const struct booking *booking = &build->report->adhoc[i];
        struct explained row = {
            .kind = EXPLAINED_ADHOC,
            .at = {booking->date, booking->start_minute, booking->appointment_id},
            .booking = booking,
            .duration_minutes = booking->duration_minutes,
            .paid_minutes = booking->paid_minutes.minutes,
            .pending = booking->outcome == OUTCOME_ADHOC_PENDING,
            .became = build->report->adhoc_became[i]};
        row_finish(build, rows, &row);
    }
}

static void unscheduled_add(struct report_build *build, GArray *rows)
{
    for (size_t i = 0; i < build->report->unscheduled_count; i++) {
        const struct unscheduled *found = &build->report->unscheduled[i];
        struct explained row = {.kind = EXPLAINED_OUTSIDE,
                                .at = {found->date, found->start_minute, found->appointment_id},
                                .unscheduled = found,
                                .duration_minutes =
                                    appointment_of(build, found->appointment)->duration_minutes,
                                .became = outcome_says[OUTCOME_UNSCHEDULED].text};
        row_finish(build, rows, &row);
    }
}

static gint row_compare(gconstpointer a, gconstpointer b)
{
    const struct explained *left = a;
    const struct explained *right = b;
    int order = day_compare(left->at.date, right->at.date);
    order = order != 0 ? order : left->at.start_minute - right->at.start_minute;
    order = order != 0 ? order : (int)left->kind - (int)right->kind;
    return order != 0 ? order : strcmp(left->at.appointment_id, right->at.appointment_id);
}

/* For words about the month: no row is built with it. */
static struct report_build build_of(const struct report_run *run, const struct partner_facts *facts,
                                    const struct month_result *result,
                                    struct partner_report *report)
{
    return (struct report_build){.run = run,
                                 .facts = facts,
                                 .result = result,
                                 .report = report,
                                 .ids = g_new(const char *, result->found_count + 1)};
}

char *explanation_instant(const struct partner_facts *facts, stamp at)
{
    const struct local_time local = clock_local(&facts->clock, stamp_minute(at));
    char time[TEXT_SIZE];
    char place[TEXT_SIZE];
    return g_strdup_printf("%s %s (%s)", text_date_words(TEXT_ROOM, local.date),
                           text_time(time, local.minute), text_place(place, facts->timezone));
}

struct explanation *explanation_new(const struct report_run *run, const struct partner_facts *facts,
                                    const struct month_result *result,
                                    struct partner_report *report)
{
    struct report_build build = build_of(run, facts, result, report);
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct explained));
    hours_add(&build, rows);
    bookings_add(&build, rows);
    unscheduled_add(&build, rows);
    g_array_sort(rows, row_compare);
    struct explanation *explanation = g_new0(struct explanation, 1);
    explanation->run = run;
    explanation->report = report;
    explanation->timezone = report_copy(&build, facts->timezone);
    explanation->place = report_copy(&build, text_place(TEXT_ROOM, facts->timezone));
    g_autofree char *as_at = explanation_instant(facts, run->as_at);
    explanation->as_at = report_copy(&build, as_at);
    explanation->row_count = rows->len;
    explanation->rows = (const struct explained *)(void *)g_array_free(rows, FALSE);
    g_free(build.ids);
    return explanation;
}

bool explained_passes(const struct explained *row, const struct explain_filter *filter)
{
    return (!filter->by_date || day_compare(filter->date, row->at.date) == 0) &&
           (!filter->by_start || filter->start_minute == row->at.start_minute);
}

void explanation_free(struct explanation *explanation)
{
    if (!explanation) {
        return;
    }
    for (size_t i = 0; i < explanation->row_count; i++) {
        g_free((void *)explanation->rows[i].sentences);
        g_free((void *)explanation->rows[i].mends);
        g_free((void *)explanation->rows[i].policy);
    }
    g_free((void *)explanation->rows);
    g_free(explanation);
}

/* ---- an appointment, wherever it is ---------------------------------------------------------- */

/* The hour, of the period or beside it, in which it was found, and how; NULL: in none. */
static const struct hour *hour_find(const struct month_result *result, size_t index,
                                    const struct finding **ret_found)
{
    for (size_t i = 0; i < result->slot_total; i++) {
        const struct hour *slot = &result->slots[i];
        for (uint32_t f = slot->found.begin; f < slot->found.end; f++) {
            const struct finding *found = &result->found[f];
            if (found->kind >= FOUND_CANCELLED && found->kind <= FOUND_PENDING &&
                found->index == index) {
                *ret_found = found;
                return slot;
            }
        }
    }
    return NULL;
}

static const struct explained *row_find(const struct explanation *explanation, day date,
                                        int32_t start_minute, const char *appointment_id)
{
    for (size_t i = 0; i < explanation->row_count; i++) {
        const struct row_place *at = &explanation->rows[i].at;
        if (day_compare(at->date, date) == 0 && at->start_minute == start_minute &&
            strcmp(at->appointment_id, appointment_id) == 0) {
            return &explanation->rows[i];
        }
    }
    return NULL;
}

/* Why an appointment that is in an hour changes nothing of it. */
static const char *idle_told(const struct hour *slot, const struct finding *found)
{
    if (slot->outcome == OUTCOME_HOLIDAY) {
        return "It changes nothing: its hour was a public holiday";
    }
    if (slot->outcome == OUTCOME_BLOCKED) {
        return "It changes nothing: its hour was blocked";
    }
    if (found->kind == FOUND_CANCELLED && slot->outcome == OUTCOME_BOOKED) {
        return "It changes nothing: another appointment took its place in the hour";
    }
    return "It changes nothing: other stream work decides what its hour pays, and it was not left "
           "unmarked";
}

/* Of a moved one: to where, if anything says so. */
static const char *moved_told(struct report_build *build, const struct appointment *appointment)
{
    const struct partner_facts *facts = build->facts;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        const struct appointment *other = &facts->appointments[i];
        if (strcmp(other->moved_from, appointment->appointment_id) == 0) {
            const struct local_time local = clock_local(&facts->clock, other->start);
            return report_format(build, "It was moved to %s, %s, which counts in its place",
                                 report_moment(build, local.date, local.minute),
                                 other->appointment_id);
        }
    }
    return "It was moved: it does not count itself";
}

/* In no hour, and no ad hoc booking with a verdict. */
static const char *nowhere_told(struct report_build *build, const struct appointment *appointment,
                                enum appointment_status status)
{
    const stamp as_at = build->run->as_at;
    if (appointment->booked_at.utc_seconds > as_at.utc_seconds) {
        return report_format(build, "It does not count yet: the month is judged as at %s",
                             report_stamp(build, as_at));
    }
    if (status == STATUS_MOVED) {
        return moved_told(build, appointment);
    }
    return status == STATUS_CANCELLED
               ? "It changes nothing: it starts in no hour of the Partner schedule, and was "
                 "cancelled"
               : "It pays nothing: it starts in no hour of the Partner schedule";
}

struct period explanation_hour_period(const struct explanation *explanation,
                                      const struct month_result *result, size_t index)
{
    const struct finding *found = NULL;
    const struct hour *slot = hour_find(result, index, &found);
    if (!slot) {
        return explanation->run->period;
    }
    const struct civil date = day_to_civil(slot->date);
    return period_from_month(date.year, date.month);
}

struct explained_appointment explanation_appointment(const struct explanation *explanation,
                                                     const struct partner_facts *facts,
                                                     const struct month_result *result,
                                                     size_t index)
{
    struct report_build build =
        build_of(explanation->run, facts, result, (struct partner_report *)explanation->report);
    const struct appointment *appointment = &facts->appointments[index];
    const enum appointment_status status =
        appointment_status_at(appointment, &build.run->policy, build.run->as_at);
    const struct local_time local = clock_local(&facts->clock, appointment->start);
    const struct finding *found = NULL;
    const char *id = appointment->appointment_id;
    GPtrArray *sentences = g_ptr_array_new();
    const struct explained *own = row_find(explanation, local.date, local.minute, id);
    const bool booked =
        own && own->kind == EXPLAINED_ADHOC; /* which tells it, whatever hour it is in */
    const struct hour *slot = booked ? NULL : hour_find(result, index, &found);
    const struct explained *row =
        own || !slot ? own : row_find(explanation, slot->date, slot->start_minute, "");
    if (!booked) {
        say(&build, sentences, booked_told(&build, appointment));
    }
    if (slot && found->kind == FOUND_CANCELLED) {
        say(&build, sentences, cancelled_told(&build, appointment));
    } else if (slot && report_is_waived(&build, slot, (uint32_t)(found - result->found))) {
        const uint32_t at = (uint32_t)(found - result->found);
        waived_tell(&build, appointment, found->kind, waived_ticket(&build, slot, at), sentences);
    } else if (slot && found->kind != FOUND_LAPSED) {
        say(&build, sentences, closing_told(&build, appointment, found->kind));
    }
    const bool beside = slot && !period_has(build.run->period, slot->date);
    const bool matters = slot ? found->is_evidence && !beside : booked;
    if (beside && !own) {
        say(&build, sentences,
            report_format(&build,
                          "It changes nothing of its own month: the hour in which it starts, %s, "
                          "would be of the month beside it",
                          report_moment(&build, slot->date, slot->start_minute)));
    } else if (slot && !matters && !own) {
        say(&build, sentences, idle_told(slot, found));
    } else if (!slot && !own) {
        if (status == STATUS_CANCELLED) {
            say(&build, sentences, cancelled_told(&build, appointment));
        }
        say(&build, sentences, nowhere_told(&build, appointment, status));
    }
    g_free(build.ids);
    return (struct explained_appointment){.appointment_id = id,
                                          .matters = matters,
                                          .date = local.date,
                                          .start_minute = local.minute,
                                          .calendar = appointment->calendar,
                                          .sentences = list_end(sentences),
                                          .row = row};
}
