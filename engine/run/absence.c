#include "engine/run/absence.h"

#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "engine/run/correct/correct.h"
#include "engine/store/facts/standing.h"
#include "importers/text/zone.h"
#include "reports/text.h"

/* ---- what a file does not have ------------------------------------------------------------------- */

enum { ABSENT_NAMED = 3 };

static void absent_append(GString *text, const struct store_absent *row)
{
    const struct clock *clock = zone_clock(row->timezone);
    const instant last = instant_add(row->span.end, -1);
    g_string_append_printf(text, "%s of %s, %s to %s", row->id, row->partner_id,
                           text_date(TEXT_ROOM, clock_local(clock, row->span.start).date),
                           text_date(TEXT_ROOM, clock_local(clock, last).date));
}

/* One line a file. */
static bool rows_absent_tell(const month_run *run, exception_list *list, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct store_absent));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_absent_load(run->setup.store, &run->setup.view, rows, strings, error)) {
        return false;
    }
    const struct store_absent *all = (const void *)rows->data;
    for (guint first = 0, next = 0; first < rows->len; first = next) {
        g_autoptr(GString) named = g_string_new(NULL);
        for (next = first; next < rows->len && all[next].file == all[first].file; next++) {
            if (next - first < ABSENT_NAMED) {
                g_string_append(named, next > first ? "; " : "");
                absent_append(named, &all[next]);
            }
        }
        const guint count = next - first;
        g_autofree char *more = count > ABSENT_NAMED
                                    ? g_strdup_printf("; and %u more", count - ABSENT_NAMED)
                                    : g_strdup("");
        g_autofree char *detail =
            g_strdup_printf("%u row%s: %s%s", count, count == 1 ? "" : "s", named->str, more);
        exception_list_add(list, EXCEPTION_NOT_IN_EXPORT, "", words_input_file[all[first].file],
                           detail, "");
    }
    return true;
}

/* ---- leave that may have been cut off ------------------------------------------------------------- */

/* Leave of a month: partners, each once, and whether the files that brought it were in their order. */
struct leave {
    GHashTable *partners;
    bool in_order;
};

static bool leave_find(const month_run *run, enum input_file file, struct period period,
                       GStringChunk *strings, struct leave *leave, GError **error)
{
    struct store_view view = run->setup.view;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_leave));
    view.period = period;
    if (!store_leave_load(run->setup.store, &view, file, rows, strings, error)) {
        return false;
    }
    leave->in_order = true;
    for (guint i = 0; i < rows->len; i++) {
        const struct store_leave *row = &g_array_index(rows, struct store_leave, i);
        const struct store_leave *before =
            i > 0 ? &g_array_index(rows, struct store_leave, i - 1) : NULL;
        g_hash_table_add(leave->partners, (gpointer)row->partner_id);
        leave->in_order = leave->in_order && (!before || before->batch != row->batch ||
                                              strcmp(before->partner_id, row->partner_id) <= 0);
    }
    return true;
}

/* A file that breaks off at the end of a line lacks whoever comes last: fewer than half of those who had
 * leave in the month before, or nobody among the last partners, where two or more were to be expected by
 * the share of the month before, or of it and of the others. Other work is too rare for that, but a month without
 * any after one with some may be the export of another month, as for leave. */
static bool leave_tell(const month_run *run, enum input_file file, exception_list *list,
                       GError **error)
{
    enum { BEFORE_FEW = 3, EXPECTED_MISSING = 2 };
    const struct period period = run->setup.run.period;
    const struct period before_period = period_add_months(period, -1);
    const bool is_leave = file == INPUT_BLOCKS;
    const char *what = is_leave ? "leave" : "other work";
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GHashTable) now = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) before = g_hash_table_new(g_str_hash, g_str_equal);
    struct leave of_month = {.partners = now};
    struct leave of_before = {.partners = before};
    if (!leave_find(run, file, period, strings, &of_month, error) ||
        !leave_find(run, file, before_period, strings, &of_before, error)) {
        return false;
    }
    const guint had = g_hash_table_size(before);
    const guint have = g_hash_table_size(now);
    const guint all = run->roster->len;
    guint last = all; /* place after the last who has leave */
    while (last > 0 && !g_hash_table_contains(now, g_ptr_array_index(run->roster, last - 1))) {
        last--;
    }
    const bool is_none = have == 0 && had > 0;
    const bool is_half = is_leave && had >= BEFORE_FEW && have * 2 < had;
    const bool expected = had * (all - last) >= EXPECTED_MISSING * all ||
                          (had + have) * (all - last) >= EXPECTED_MISSING * (all + last);
    const bool ends_early = is_leave && of_month.in_order && last > 0 && expected;
    if (!run->is_over || !(is_none || is_half || ends_early)) {
        return true;
    }
    g_autoptr(GString) detail = g_string_new(NULL);
    if (is_none) {
        g_string_append(detail, "nobody has ");
    } else {
        g_string_append_printf(detail, "%u partner%s ", have, have == 1 ? " has" : "s have");
    }
    g_string_append_printf(detail, "%s, and %u had in %s", what, had,
                           text_month_words(TEXT_ROOM, before_period));
    if (ends_early) {
        const char *id = g_ptr_array_index(run->roster, last - 1);
        const char *name = g_hash_table_lookup(run->setup.names, id);
        g_string_append_printf(detail, "; none of the %u after %s %s has any", all - last, id,
                               name ? name : "");
    }
    exception_list_add(list, EXCEPTION_FEW_BLOCKS, "", words_input_file[file], detail->str, "");
    return true;
}

/* ---- who is gone --------------------------------------------------------------------------------- */

/* The newest issued period before the run's. */
static bool last_issued(const month_run *run, struct period *ret_period)
{
    bool found = false;
    for (guint i = 0; i < run->issued->len; i++) {
        const struct period period = g_array_index(run->issued, struct period, i);
        if (day_compare(period.first, run->setup.run.period.first) < 0) {
            *ret_period = period;
            found = true;
        }
    }
    return found;
}

static bool gone_partner_tell(const month_run *run, struct period last, const char *partner_id,
                              exception_list *list, GError **error)
{
    g_autoptr(store_issued_month) issued = NULL;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_auto(store_standing) standing = {0};
    struct store_view view = run->setup.view;
    view.period = last;
    if (!store_issued_month_load(run->setup.store, last, partner_id, run->order.before_seq, false,
                                 &issued, error) ||
        !store_standing_load(run->setup.store, &view, partner_id, strings, &standing, error)) {
        return false;
    }
    const money paid = adjustment_sum(issued->month.lines, issued->month.line_count).total;
    const bool left =
        standing.known && day_compare(standing.partner.active.to, run->setup.run.period.first) < 0;
    if (paid.cents > 0 && !left) {
        g_autofree char *detail = g_strdup_printf("%s for %s", text_dollars(TEXT_ROOM, paid),
                                                  text_month_words(TEXT_ROOM, last));
        exception_list_add(list, EXCEPTION_PARTNER_GONE, partner_id,
                           text_period(TEXT_ROOM, run->setup.run.period), detail, "");
    }
    return true;
}

static bool gone_tell(const month_run *run, exception_list *list, GError **error)
{
    struct period last;
    if (!last_issued(run, &last)) {
        return true;
    }
    g_autoptr(GPtrArray) paid =
        store_issued_partner_ids(run->setup.store, last, run->order.before_seq, true, error);
    bool done = paid != NULL;
    for (guint i = 0; done && i < paid->len; i++) {
        const char *id = g_ptr_array_index(paid, i);
        done = partner_ids_have(run->roster, id) || gone_partner_tell(run, last, id, list, error);
    }
    return done;
}

/* ---- what contradicts an issued period ------------------------------------------------------------ */

/* One partner and one issued period. What this run's period says of days of it counts where it is said
 * on purpose: by a date from `since` (the first issued day within retro_months) on, or under the key
 * that the issued period has too. */
struct contradiction {
    const struct store_standing *says; /* the run's period */
    const struct store_standing *paid; /* the issued one */
    struct period period;
    day since;
    GString *text;
    bool files[INPUT_FILE_COUNT];
    const struct fact_source *source; /* of the first row that contradicts */
};

static void contradicts(struct contradiction *of, enum input_file file,
                        const struct fact_source *source, const char *clause)
{
    g_string_append_printf(of->text, "%s%s:%u: %s", of->text->len > 0 ? "; " : "", source->file,
                           source->line, clause);
    of->files[file] = true;
    of->source = of->source ? of->source : source;
}

static bool is_written(const struct contradiction *of, day date)
{
    return day_compare(date, of->since) >= 0 && day_compare(date, period_last(of->period)) <= 0;
}

static const struct rate_row *rate_on(const GArray *rates, enum rate_kind kind, day date)
{
    const struct rate_row *found = NULL;
    for (guint i = 0; i < rates->len; i++) {
        const struct rate_row *row = &g_array_index(rates, struct rate_row, i);
        if (row->kind == kind && day_compare(row->effective_from, date) <= 0) {
            found = row;
        }
    }
    return found;
}

static bool rate_has_key(const GArray *rates, const struct rate_row *wanted)
{
    const struct rate_row *row = rate_on(rates, wanted->kind, wanted->effective_from);
    return row && day_compare(row->effective_from, wanted->effective_from) == 0;
}

static void rates_compare(struct contradiction *of)
{
    static const char *const kinds[] = {[RATE_PARTNER] = "partner", [RATE_ADHOC] = "ad hoc"};
    const struct rate_row *told = NULL;
    for (int kind = 0; kind < RATE_KIND_COUNT; kind++) {
        for (int32_t i = 0; i < of->period.day_count; i++) {
            const day date = day_add(of->period.first, i);
            const struct rate_row *row = rate_on(of->says->rates, (enum rate_kind)kind, date);
            const struct rate_row *paid = rate_on(of->paid->rates, (enum rate_kind)kind, date);
            if (!row || row == told || !day_range_has(of->paid->partner.active, date) ||
                (paid && paid->hourly_rate.cents_per_hour == row->hourly_rate.cents_per_hour) ||
                (!is_written(of, row->effective_from) && !rate_has_key(of->paid->rates, row))) {
                continue;
            }
            g_autofree char *clause = g_strdup_printf(
                "%s rate %s from %s, paid as %s", kinds[kind],
                text_rate(TEXT_ROOM, row->hourly_rate), text_date(TEXT_ROOM, row->effective_from),
                paid ? text_rate(TEXT_ROOM, paid->hourly_rate) : "none");
            contradicts(of, INPUT_RATES, &row->source, clause);
            told = row;
        }
    }
}

/* ---- … hours ---- */

static bool schedule_offers(const struct schedule_row *row, day date, int32_t minute)
{
    return schedule_row_counts(row, date) && minute >= row->start_minute &&
           minute < row->end_minute && (minute - row->start_minute) % MINUTES_PER_HOUR == 0;
}

static bool schedules_offer(const GArray *schedules, day date, int32_t minute)
{
    bool offers = false;
    for (guint i = 0; i < schedules->len && !offers; i++) {
        offers = schedule_offers(&g_array_index(schedules, struct schedule_row, i), date, minute);
    }
    return offers;
}

static const struct schedule_row *schedule_same(const GArray *schedules,
                                                const struct schedule_row *wanted)
{
    for (guint i = 0; i < schedules->len; i++) {
        const struct schedule_row *row = &g_array_index(schedules, struct schedule_row, i);
        if (row->weekday == wanted->weekday && row->start_minute == wanted->start_minute &&
            day_compare(row->effective.from, wanted->effective.from) == 0) {
            return row;
        }
    }
    return NULL;
}

/* The hours of a date that the row offers and the issued period does not have; or has, and the row, by
 * its end or under its key, takes away. */
static void schedule_day_compare(const struct contradiction *of, const struct schedule_row *row,
                                 const struct schedule_row *same, day date, uint32_t *more,
                                 uint32_t *fewer)
{
    const int32_t last = MAX(row->end_minute, same ? same->end_minute : 0);
    for (int32_t at = row->start_minute; at < last; at += MINUTES_PER_HOUR) {
        const bool paid = schedules_offer(of->paid->schedules, date, at);
        const bool ended = is_written(of, row->effective.to) &&
                           day_compare(date, row->effective.to) > 0 && at < row->end_minute;
        if (!paid && schedule_offers(row, date, at)) {
            ++*more;
        } else if (paid && !schedules_offer(of->says->schedules, date, at) &&
                   (ended || (same && schedule_offers(same, date, at)))) {
            ++*fewer;
        }
    }
}

static void schedule_compare(struct contradiction *of, const struct schedule_row *row)
{
    const struct schedule_row *same = schedule_same(of->paid->schedules, row);
    uint32_t more = 0;
    uint32_t fewer = 0;
    if (!same && !is_written(of, row->effective.from) && !is_written(of, row->effective.to)) {
        return;
    }
    for (int32_t i = 0; i < of->period.day_count; i++) {
        const day date = day_add(of->period.first, i);
        if (day_weekday(date) == row->weekday && day_range_has(of->paid->partner.active, date)) {
            schedule_day_compare(of, row, same, date, &more, &fewer);
        }
    }
    if (more + fewer == 0) {
        return;
    }
    g_autoptr(GString) clause = g_string_new(NULL);
    g_string_append_printf(clause, "%.3s %s", text_weekday(row->weekday),
                           text_time(TEXT_ROOM, row->start_minute));
    if (is_written(of, row->effective.from)) {
        g_string_append_printf(clause, " from %s", text_date(TEXT_ROOM, row->effective.from));
    }
    if (is_written(of, row->effective.to)) {
        g_string_append_printf(clause, " to %s", text_date(TEXT_ROOM, row->effective.to));
    }
    g_string_append_printf(clause, ", paid as %u hour%s %s", more > 0 ? more : fewer,
                           more + fewer == 1 ? "" : "s", more > 0 ? "fewer" : "more");
    contradicts(of, INPUT_SCHEDULES, &row->source, clause->str);
}

/* ---- … dates of registration, and on which the partner is active ---- */

static char *range_text(struct day_range range)
{
    const bool never = day_compare(range.from, DAY_UNBOUNDED_TO) == 0;
    const bool from = day_compare(range.from, DAY_UNBOUNDED_FROM) != 0 && !never;
    const bool to = day_compare(range.to, DAY_UNBOUNDED_TO) != 0;
    return never ? g_strdup("never")
                 : g_strdup_printf("%s%s%s%s%s", from ? "from " : "",
                                   from ? text_date(TEXT_ROOM, range.from) : "",
                                   to ? (from ? " to " : "to ") : "",
                                   to ? text_date(TEXT_ROOM, range.to) : "",
                                   from || to ? "" : "always");
}

/* What began after the other had ended is another span of time, and contradicts nothing. */
static void range_compare(struct contradiction *of, const char *name, struct day_range says,
                          struct day_range paid)
{
    bool differs = false;
    for (int32_t i = 0; i < of->period.day_count; i++) {
        const day date = day_add(of->period.first, i);
        differs |= day_range_has(says, date) != day_range_has(paid, date);
    }
    if (differs &&
        (day_compare(paid.to, DAY_UNBOUNDED_TO) == 0 ||
         day_compare(says.from, DAY_UNBOUNDED_TO) == 0 || day_compare(says.from, paid.to) <= 0)) {
        g_autofree char *now = range_text(says);
        g_autofree char *then = range_text(paid);
        g_autofree char *clause = g_strdup_printf("%s %s, paid as %s", name, now, then);
        contradicts(of, INPUT_PARTNERS, &of->says->partner.source, clause);
    }
}

/* Whom the issued period does not have: hours that begin in it by a date that is written. */
static void joined_compare(struct contradiction *of)
{
    const struct partner_row *partner = &of->says->partner;
    uint32_t hours = 0;
    for (guint i = 0; i < of->says->schedules->len; i++) {
        const struct schedule_row *row =
            &g_array_index(of->says->schedules, struct schedule_row, i);
        const bool counts =
            is_written(of, partner->active.from) || is_written(of, row->effective.from);
        for (int32_t at = 0; counts && at < of->period.day_count; at++) {
            const day date = day_add(of->period.first, at);
            hours += day_range_has(partner->active, date) && schedule_row_counts(row, date);
        }
    }
    if (hours > 0) {
        g_autofree char *active = range_text(partner->active);
        g_autofree char *clause =
            g_strdup_printf("active %s, with hours of %s, which does not have the partner", active,
                            text_period(TEXT_ROOM, of->period));
        contradicts(of, INPUT_PARTNERS, &partner->source, clause);
        of->files[INPUT_RATES] = of->files[INPUT_SCHEDULES] = true;
    }
}

/* ---- … all of it ---- */

static void contradiction_find(struct contradiction *of)
{
    if (!of->says->known || !of->paid->known) {
        if (of->says->known) {
            joined_compare(of);
        }
        return;
    }
    range_compare(of, "registered for GST", of->says->partner.gst, of->paid->partner.gst);
    range_compare(of, "active", of->says->partner.active, of->paid->partner.active);
    rates_compare(of);
    for (guint i = 0; i < of->says->schedules->len; i++) {
        schedule_compare(of, &g_array_index(of->says->schedules, struct schedule_row, i));
    }
}

/* "rcti import 2026-07 DIR --only rates.csv --partner P0004", a file each. */
static void commands_append(GString *text, const struct contradiction *of, const char *partner_id)
{
    const char *before = "; to apply it, with the directory of this month's files: ";
    for (int file = 0; file < INPUT_FILE_COUNT; file++) {
        if (of->files[file]) {
            g_string_append_printf(text, "%srcti import %s DIR --only %s --partner %s", before,
                                   text_period(TEXT_ROOM, of->period), words_input_file[file],
                                   partner_id);
            before = ", and ";
        }
    }
}

static bool contradiction_tell(const month_run *run, struct period issued, day since,
                               const char *partner_id, exception_list *list, GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(store_standing) says = {0};
    g_auto(store_standing) paid = {0};
    struct store_view view = run->setup.view;
    if (!store_standing_load(run->setup.store, &view, partner_id, strings, &says, error)) {
        return false;
    }
    view.period = issued;
    if (!store_standing_load(run->setup.store, &view, partner_id, strings, &paid, error)) {
        return false;
    }
    struct contradiction of = {
        .says = &says, .paid = &paid, .period = issued, .since = since, .text = text};
    contradiction_find(&of);
    if (of.source) {
        char source[TEXT_SIZE];
        g_snprintf(source, sizeof source, "%s:%u", of.source->file, of.source->line);
        commands_append(text, &of, partner_id);
        exception_list_add(list, EXCEPTION_CONTRADICTS_ISSUED, partner_id,
                           text_period(TEXT_ROOM, issued), text->str, source);
    }
    return true;
}

static bool contradictions_tell(const month_run *run, exception_list *list, GError **error)
{
    const struct report_run *of = &run->setup.run;
    const struct period oldest = period_add_months(of->period, -of->policy.retro_months);
    const day *since = NULL;
    for (guint i = 0; i < run->issued->len; i++) {
        const struct period *issued = &g_array_index(run->issued, struct period, i);
        if (day_compare(issued->first, oldest.first) < 0 ||
            day_compare(issued->first, of->period.first) >= 0) {
            continue;
        }
        since = since ? since : &issued->first;
        g_autoptr(GPtrArray) ids =
            store_differing_partners(run->setup.store, &run->setup.view, *issued, error);
        bool done = ids != NULL;
        for (guint at = 0; done && at < ids->len; at++) {
            done =
                contradiction_tell(run, *issued, *since, g_ptr_array_index(ids, at), list, error);
        }
        if (!done) {
            return false;
        }
    }
    return true;
}

bool absence_tell(const month_run *run, exception_list *list, GError **error)
{
    return rows_absent_tell(run, list, error) && leave_tell(run, INPUT_BLOCKS, list, error) &&
           leave_tell(run, INPUT_OTHER_WORK, list, error) && gone_tell(run, list, error) &&
           contradictions_tell(run, list, error);
}
