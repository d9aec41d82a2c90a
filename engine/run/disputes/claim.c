#include "engine/run/disputes/claim.h"

#include <inttypes.h>
#include <string.h>

#include "engine/run/correct/decided.h"
#include "reports/text.h"

const char *const claim_step_words[CLAIM_STEP_COUNT + 1] = {
    [CLAIM_PAID] = "paid",
    [CLAIM_NOT_PAID] = "claimed_not_paid",
    [CLAIM_TWICE] = "claimed_twice",
    [CLAIM_UNCLAIMED] = "paid_not_claimed",
};

/* ---- what can be claimed ------------------------------------------------------------------------- */

/* An hour or booking of the month. */
struct claim_unit {
    const struct paid_hour
        *paid; /* as it was paid: issued, or where nothing is, by today's facts; or NULL */
    const struct paid_hour *now;  /* by today's facts; or NULL */
    const struct paid_hour *hour; /* either: what and when it is */
    guint8 *claimed;              /* of each of its minutes, whether it is claimed */
    int32_t claimed_minutes;
    uint32_t line; /* that claimed it first; 0: none did */
};

struct claim_match {
    claim_bridge *bridge;
    GArray *units; /* struct claim_unit */
};

static void unit_clear(void *data)
{
    g_free(((struct claim_unit *)data)->claimed);
}

static bool same_hour(const struct paid_hour *a, const struct paid_hour *b)
{
    return a->appointment_id[0] != '\0' || b->appointment_id[0] != '\0'
               ? strcmp(a->appointment_id, b->appointment_id) == 0
               : day_compare(a->date, b->date) == 0 && a->start_minute == b->start_minute;
}

static void units_add(struct claim_match *match, const paid_month *month, bool is_paid, bool is_now)
{
    for (size_t i = 0; i < month->count; i++) {
        const struct paid_hour *hour = &month->hours[i];
        struct claim_unit *unit = NULL;
        for (guint k = 0; k < match->units->len && !unit; k++) {
            struct claim_unit *other = &g_array_index(match->units, struct claim_unit, k);
            unit = same_hour(other->hour, hour) ? other : NULL;
        }
        if (!unit) {
            const struct claim_unit fresh = {
                .hour = hour, .claimed = g_malloc0((gsize)MAX(hour->duration_minutes, 1))};
            g_array_append_val(match->units, fresh);
            unit = &g_array_index(match->units, struct claim_unit, match->units->len - 1);
        }
        unit->paid = is_paid ? hour : unit->paid;
        unit->now = is_now ? hour : unit->now;
    }
}

static struct claim_item item_of(const struct claim_unit *unit, enum claim_step step,
                                 int32_t minutes)
{
    const struct paid_hour *of = unit->paid ? unit->paid : unit->hour;
    return (struct claim_item){.step = step,
                               .kind = of->kind,
                               .date = of->date,
                               .start_minute = of->start_minute,
                               .appointment_id = of->appointment_id,
                               .line = unit->line,
                               .minutes = {minutes},
                               .hourly_rate = of->hourly_rate,
                               .taxable = of->taxable,
                               .why = "",
                               .mend = "",
                               .source = ""};
}

static const char *keep(const struct claim_match *match, const char *text)
{
    return g_string_chunk_insert_const(match->bridge->strings, text);
}

/* ---- a row of the claim finds its hours ---------------------------------------------------------- */

/* What is claimed of a time that is none of the month's: it would have been at the rate of its date. */
static void beside_add(const struct claim_match *match, const struct claim_row *row,
                       struct local_time at, int32_t minutes, enum rate_kind kind, const char *why)
{
    const struct partner_facts *facts = &match->bridge->month->partner->facts;
    const struct claim_item item = {.step = CLAIM_NOT_PAID,
                                    .kind = kind,
                                    .date = at.date,
                                    .start_minute = at.minute,
                                    .appointment_id = row->appointment_id,
                                    .line = row->line,
                                    .minutes = {minutes},
                                    .hourly_rate = rate_in_effect_on(facts, kind, at.date).rate,
                                    .taxable = day_range_has(facts->gst, at.date),
                                    .why = keep(match, why),
                                    .mend = "",
                                    .source = ""};
    g_array_append_val(match->bridge->items, item);
}

/* From a minute of the unit on; what was claimed already is claimed twice. */
static void unit_claim(const struct claim_match *match, struct claim_unit *unit,
                       const struct claim_row *row, int32_t from, int32_t minutes)
{
    int32_t twice = 0;
    for (int32_t i = from; i < from + minutes; i++) {
        twice += unit->claimed[i];
        unit->claimed_minutes += !unit->claimed[i];
        unit->claimed[i] = 1;
    }
    if (twice > 0) {
        struct claim_item item = item_of(unit, CLAIM_TWICE, twice);
        g_autofree char *why =
            g_strdup_printf("line %" PRIu32 " of the claim has it already", unit->line);
        item.line = row->line;
        item.why = keep(match, why);
        g_array_append_val(match->bridge->items, item);
    }
    unit->line = unit->line > 0 ? unit->line : row->line;
}

/* How far a time is into the unit; below 0: it is not in it. */
static int32_t minutes_into(const struct claim_unit *unit, struct local_time at)
{
    const int32_t days = at.date.number - unit->hour->date.number;
    const int32_t into = days * MINUTES_PER_DAY + at.minute - unit->hour->start_minute;
    return into < unit->hour->duration_minutes ? into : -1;
}

/* What is at a time: what begins then before what it is in the midst of; of those what is not claimed yet, then
 * hours before bookings. */
static struct claim_unit *unit_at(const struct claim_match *match, struct local_time at, bool whole)
{
    struct claim_unit *best = NULL;
    int best_rank = 0;
    for (guint i = 0; i < match->units->len; i++) {
        struct claim_unit *unit = &g_array_index(match->units, struct claim_unit, i);
        const int32_t into = minutes_into(unit, at);
        if (into < 0) {
            continue;
        }
        const bool fresh = whole ? unit->claimed_minutes == 0 : !unit->claimed[into];
        const int rank = 1 + 4 * (into == 0) + 2 * fresh + (unit->hour->kind == RATE_PARTNER);
        if (rank > best_rank) {
            best = unit;
            best_rank = rank;
        }
    }
    return best;
}

/* How long from a time on there is nothing, up to the minutes asked for. */
static int32_t free_minutes(const struct claim_match *match, struct local_time at, int32_t minutes)
{
    for (guint i = 0; i < match->units->len; i++) {
        const struct paid_hour *hour = g_array_index(match->units, struct claim_unit, i).hour;
        const int32_t until =
            (hour->date.number - at.date.number) * MINUTES_PER_DAY + hour->start_minute - at.minute;
        minutes = until > 0 ? MIN(minutes, until) : minutes;
    }
    return minutes;
}

static struct local_time later(struct local_time at, int32_t minutes)
{
    at.minute += minutes;
    return at.minute < MINUTES_PER_DAY
               ? at
               : (struct local_time){day_add(at.date, 1), at.minute - MINUTES_PER_DAY};
}

static void time_claim(const struct claim_match *match, const struct claim_row *row,
                       const char *nothing)
{
    struct local_time at = {row->date, row->start_minute};
    const bool whole = row->minutes == 0;
    int32_t left = whole ? MINUTES_PER_HOUR : row->minutes;
    while (left > 0) {
        struct claim_unit *unit = unit_at(match, at, whole);
        const int32_t into = unit && !whole ? minutes_into(unit, at) : 0;
        int32_t minutes = 0;
        if (unit) {
            minutes = whole ? unit->hour->duration_minutes
                            : MIN(left, unit->hour->duration_minutes - into);
            unit_claim(match, unit, row, into, minutes);
        } else {
            minutes = whole ? left : free_minutes(match, at, left);
            beside_add(match, row, at, minutes, RATE_PARTNER, nothing);
        }
        left = whole ? 0 : left - minutes;
        at = later(at, minutes);
    }
}

static const struct appointment *appointment_find(const struct claim_match *match, const char *id)
{
    const struct partner_facts *facts = &match->bridge->month->partner->facts;
    for (size_t i = 0; i < facts->appointment_count; i++) {
        if (strcmp(facts->appointments[i].appointment_id, id) == 0) {
            return &facts->appointments[i];
        }
    }
    return NULL;
}

/* The booking of that id, or the hour that an appointment is in. */
static struct claim_unit *unit_of(const struct claim_match *match, const char *id,
                                  const struct appointment *appointment)
{
    for (guint i = 0; i < match->units->len; i++) {
        struct claim_unit *unit = &g_array_index(match->units, struct claim_unit, i);
        if (strcmp(unit->hour->appointment_id, id) == 0) {
            return unit;
        }
    }
    const struct clock *clock = &match->bridge->month->partner->facts.clock;
    for (guint i = 0; appointment && i < match->units->len; i++) {
        struct claim_unit *unit = &g_array_index(match->units, struct claim_unit, i);
        if (unit->hour->kind == RATE_PARTNER && appointment->calendar == CALENDAR_OPEN &&
            minutes_into(unit, clock_local(clock, appointment->start)) >= 0) {
            return unit;
        }
    }
    return NULL;
}

/* Why an appointment that is in no hour and no booking is not paid. */
static char *beside_why(const struct claim_match *match, const struct appointment *appointment)
{
    const partner_report *report = match->bridge->report;
    for (size_t i = 0; i < report->not_paid_count; i++) {
        if (strcmp(report->not_paid[i].at.appointment_id, appointment->appointment_id) == 0) {
            return g_strdup(report->not_paid[i].why);
        }
    }
    return g_strdup_printf("%s %s", appointment->appointment_id,
                           appointment->status == STATUS_MOVED ? "was moved"
                           : appointment->status == STATUS_CANCELLED
                               ? "was cancelled"
                               : "is in no hour of the Partner schedule");
}

static void row_claim(const struct claim_match *match, const struct claim_row *row)
{
    const char *id = row->appointment_id;
    const struct appointment *appointment = id[0] != '\0' ? appointment_find(match, id) : NULL;
    struct claim_unit *unit = id[0] != '\0' ? unit_of(match, id, appointment) : NULL;
    if (unit) {
        const int32_t duration = unit->hour->duration_minutes;
        const int32_t minutes = row->minutes > 0 ? row->minutes : duration;
        unit_claim(match, unit, row, 0, MIN(minutes, duration));
        if (minutes > duration) {
            g_autofree char *why =
                g_strdup_printf("%s is %s long, and no more", id, text_hours(TEXT_ROOM, duration));
            beside_add(match, row, (struct local_time){unit->hour->date, unit->hour->start_minute},
                       minutes - duration, unit->hour->kind, why);
        }
    } else if (appointment) {
        const struct clock *clock = &match->bridge->month->partner->facts.clock;
        g_autofree char *why = beside_why(match, appointment);
        beside_add(match, row, clock_local(clock, appointment->start),
                   row->minutes > 0 ? row->minutes : appointment->duration_minutes,
                   appointment->calendar == CALENDAR_OPEN ? RATE_PARTNER : RATE_ADHOC, why);
    } else {
        g_autofree char *unknown =
            id[0] != '\0' ? g_strdup_printf("no appointment %s of the partner is known, and no "
                                            "hour or booking is at this time",
                                            id)
                          : NULL;
        time_claim(match, row,
                   unknown ? unknown
                           : "the Partner schedule has no hour at this time, and no ad hoc booking "
                             "is there");
    }
}

/* ---- what is paid of it, and why not ------------------------------------------------------------- */

static bool same_verdict(const struct paid_hour *a, const struct paid_hour *b)
{
    return a && b && a->outcome == b->outcome && a->penalised == b->penalised &&
           a->reason == b->reason && a->minutes.minutes == b->minutes.minutes;
}

/* What "Not paid, and why" says of the hour today. */
static void why_take(const struct claim_match *match, const struct claim_unit *unit,
                     struct claim_item *item)
{
    const partner_report *report = match->bridge->report;
    const struct paid_hour *hour = unit->hour;
    g_autoptr(GPtrArray) why = g_ptr_array_new();
    g_autoptr(GPtrArray) mend = g_ptr_array_new();
    for (size_t i = 0; i < report->not_paid_count; i++) {
        const struct not_paid_row *row = &report->not_paid[i];
        const bool same = day_compare(row->at.date, hour->date) == 0 &&
                          row->at.start_minute == hour->start_minute &&
                          strcmp(row->at.appointment_id, hour->appointment_id) == 0;
        if (same) {
            g_ptr_array_add(why, (gpointer)row->why);
            g_ptr_array_add(mend, (gpointer)row->mend);
            item->source = item->source[0] != '\0' ? item->source : row->source;
        }
    }
    if (why->len > 0) {
        g_ptr_array_add(why, NULL);
        g_ptr_array_add(mend, NULL);
        g_autofree char *why_text = g_strjoinv("; ", (char **)why->pdata);
        g_autofree char *mend_text = g_strjoinv("; ", (char **)mend->pdata);
        item->why = keep(match, why_text);
        item->mend = keep(match, mend_text);
    }
}

/* As it was issued, where today's verdict is another. */
static void why_tell(const struct claim_match *match, const struct claim_unit *unit,
                     struct claim_item *item)
{
    const int32_t paid = unit->paid ? unit->paid->minutes.minutes : 0;
    if (!match->bridge->issued || same_verdict(unit->paid, unit->now)) {
        why_take(match, unit, item);
    }
    if (item->why[0] == '\0') {
        g_autofree char *verdict =
            adjustment_verdict_text(unit->paid, unit->hour->kind, match->bridge->decisions);
        const bool comes = unit->now && unit->now->minutes.minutes > paid;
        g_autofree char *why =
            g_strdup_printf("%s when it was issued%s", verdict,
                            comes ? "; by today's facts it is paid, with the next run" : "");
        item->why = keep(match, match->bridge->issued ? why : verdict);
    }
}

static void unit_settle(const struct claim_match *match, const struct claim_unit *unit)
{
    const int32_t paid = unit->paid ? unit->paid->minutes.minutes : 0;
    const int32_t both = MIN(paid, unit->claimed_minutes);
    const struct {
        enum claim_step step;
        int32_t minutes;
    } parts[] = {{CLAIM_PAID, both},
                 {CLAIM_NOT_PAID, unit->claimed_minutes - both},
                 {CLAIM_UNCLAIMED, paid - both}};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (parts[i].minutes > 0) {
            struct claim_item item = item_of(unit, parts[i].step, parts[i].minutes);
            if (item.step == CLAIM_NOT_PAID) {
                why_tell(match, unit, &item);
            }
            g_array_append_val(match->bridge->items, item);
        }
    }
}

static gint item_order(gconstpointer left, gconstpointer right)
{
    const struct claim_item *a = left;
    const struct claim_item *b = right;
    int order = (int)a->step - (int)b->step;
    order = order != 0 ? order : day_compare(a->date, b->date);
    order = order != 0 ? order : a->start_minute - b->start_minute;
    order = order != 0 ? order : (int)a->kind - (int)b->kind;
    order = order != 0 ? order : strcmp(a->appointment_id, b->appointment_id);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

/* ---- the sums ------------------------------------------------------------------------------------ */

static void items_add(pay_steps *steps, const claim_bridge *bridge, enum claim_step step, int sign)
{
    for (guint i = 0; i < bridge->items->len; i++) {
        const struct claim_item *item = &g_array_index(bridge->items, struct claim_item, i);
        if (item->step == step) {
            const struct line line = {.kind = item->kind,
                                      .hourly_rate = item->hourly_rate,
                                      .taxable = item->taxable,
                                      .minutes = {sign * item->minutes.minutes}};
            pay_steps_add(steps, &line);
        }
    }
}

static struct line_sum negative(struct line_sum sum)
{
    return line_sum_subtract((struct line_sum){.minutes = {0}}, sum);
}

/* Each step is what the document would be more or less by it, from all that is claimed to what is paid. */
static void bridge_price(claim_bridge *bridge, int32_t gst_rounding)
{
    static const enum claim_step less[] = {CLAIM_NOT_PAID, CLAIM_TWICE};
    g_autoptr(pay_steps) steps = pay_steps_new(gst_rounding);
    items_add(steps, bridge, CLAIM_PAID, 1);
    items_add(steps, bridge, CLAIM_NOT_PAID, 1);
    items_add(steps, bridge, CLAIM_TWICE, 1);
    bridge->claimed = pay_steps_take(steps);
    struct line_sum left = bridge->claimed;
    for (size_t i = 0; i < G_N_ELEMENTS(less); i++) {
        items_add(steps, bridge, less[i], -1);
        bridge->steps[less[i]] = negative(pay_steps_take(steps));
        left = line_sum_subtract(left, bridge->steps[less[i]]);
    }
    bridge->steps[CLAIM_PAID] = left;
    items_add(steps, bridge, CLAIM_UNCLAIMED, 1);
    bridge->steps[CLAIM_UNCLAIMED] = pay_steps_take(steps);
    left = line_sum_add(left, bridge->steps[CLAIM_UNCLAIMED]);
    bridge->of_no_hour = line_sum_subtract(bridge->paid, left);
}

/* ---- the bridge ---------------------------------------------------------------------------------- */

/* Today's month, and what is issued; *ret_policy: by which its cents were rounded. */
static bool months_load(claim_bridge *bridge, const struct month_setup *setup,
                        const char *partner_id, bool beside_roster, struct policy *ret_policy,
                        GError **error)
{
    const struct store_issued_month *issued = bridge->issued;
    struct store_view view = setup->view;
    *ret_policy = setup->run.policy;
    if (!decided_of_partner(setup->store, partner_id, bridge->decisions, bridge->strings, error) ||
        !partner_month_compute(setup, partner_id, beside_roster, bridge->month, error)) {
        return false;
    }
    bridge->report = partner_month_build(&setup->run, bridge->month);
    bridge->hours = paid_month_computed(bridge->report, &bridge->month->result);
    bridge->status = bridge->month->result.status;
    bridge->paid = bridge->hours.sum;
    if (!issued) {
        return true;
    }
    view.batch = issued->batch;
    bridge->issued_hours = paid_month_issued(&issued->month);
    bridge->paid = bridge->issued_hours.sum;
    bridge->causes = move_causes_new(setup, bridge->month, issued, bridge->report, error);
    if (!bridge->causes || !policy_load(setup->store, &view, ret_policy, error)) {
        return false;
    }
    bridge->coming = month_change_new(&bridge->issued_hours, &bridge->hours, bridge->decisions,
                                      bridge->causes, NULL, ret_policy->gst_rounding);
    return true;
}

claim_bridge *claim_bridge_new(const struct month_setup *setup, const char *partner_id,
                               bool beside_roster, const struct store_issued_month *issued,
                               const GArray *rows, GError **error)
{
    struct policy policy;
    g_autoptr(claim_bridge) bridge = g_new0(claim_bridge, 1);
    g_autoptr(GArray) units = g_array_new(FALSE, TRUE, sizeof(struct claim_unit));
    const struct claim_row *claimed = (const void *)rows->data;
    struct claim_match match = {bridge, units};
    g_array_set_clear_func(units, unit_clear);
    bridge->issued = issued;
    bridge->row_count = rows->len;
    bridge->items = g_array_new(FALSE, TRUE, sizeof(struct claim_item));
    bridge->decisions = g_array_new(FALSE, FALSE, sizeof(struct decision));
    bridge->strings = g_string_chunk_new(1024);
    bridge->month = partner_month_new();
    if (!months_load(bridge, setup, partner_id, beside_roster, &policy, error)) {
        return NULL;
    }
    if (issued) {
        units_add(&match, &bridge->issued_hours, true, false);
    }
    units_add(&match, &bridge->hours, !issued, true);
    for (guint i = 0; i < rows->len; i++) {
        row_claim(&match, &claimed[i]);
    }
    for (guint i = 0; i < units->len; i++) {
        unit_settle(&match, &g_array_index(units, struct claim_unit, i));
    }
    g_array_sort(bridge->items, item_order);
    bridge_price(bridge, policy.gst_rounding);
    return g_steal_pointer(&bridge);
}

void claim_bridge_free(claim_bridge *bridge)
{
    if (bridge) {
        month_change_free(bridge->coming);
        move_causes_free(bridge->causes);
        paid_month_clear(&bridge->issued_hours);
        paid_month_clear(&bridge->hours);
        partner_report_free(bridge->report);
        partner_month_free(bridge->month);
        g_array_unref(bridge->items);
        g_array_unref(bridge->decisions);
        g_string_chunk_free(bridge->strings);
        g_free(bridge);
    }
}
