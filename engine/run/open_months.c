#include <string.h>

#include "engine/core/rules/adjustment.h"
#include "engine/run/correct/again.h"
#include "engine/run/open.h"
#include "engine/run/open_private.h"
#include "engine/run/reviews.h"
#include "engine/store/facts/changes.h"
#include "engine/store/issues/open_items.h"
#include "reports/text.h"

/* ---- months that are worked out again --------------------------------------------------------- */

bool open_setup_begin(const struct month_setup *like, const struct month_order *order,
                      const char *only_partner, struct month_setup *setup, bool *ret_found,
                      GError **error)
{
    g_autoptr(GError) failure = NULL;
    *ret_found = month_setup_begin(like->store, order, like, setup, &failure) &&
                 month_setup_sessions(setup, only_partner, &failure);
    if (*ret_found || failure->domain == RUN_ERROR) {
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* The period as the facts were at the batch, with the question's as-at. */
static bool period_setup(const struct month_setup *like, struct period period, int64_t batch,
                         struct month_setup *setup, bool *ret_found, GError **error)
{
    const struct month_order order = {.period = period,
                                      .batch = batch,
                                      .as_at = &like->run.as_at,
                                      .issue_date = &like->run.issue_date,
                                      .program_version = like->run.program_version,
                                      .draft = true};
    return open_setup_begin(like, &order, NULL, setup, ret_found, error);
}

/* What holds the month now: codes joined by ';', and what the first says. */
static char *holds_of(const struct month_result *result, enum exception_code *ret_first)
{
    GString *codes = g_string_new(NULL);
    *ret_first = EXCEPTION_CODE_COUNT;
    for (size_t i = 0; i < result->exception_count; i++) {
        const enum exception_code code = result->exceptions[i].code;
        if (exception_says[code].severity == SEVERITY_HELD &&
            !strstr(codes->str, exception_words[code])) {
            *ret_first = *ret_first == EXCEPTION_CODE_COUNT ? code : *ret_first;
            g_string_append_printf(codes, "%s%s", codes->len > 0 ? ";" : "", exception_words[code]);
        }
    }
    return g_string_free(codes, FALSE);
}

char *open_held_next(enum exception_code first, const struct decision *held, const char *period)
{
    return first != EXCEPTION_CODE_COUNT
               ? g_strdup_printf("%s; import %s again with that%s, run and issue it",
                                 exception_says[first].text, period,
                                 held ? ", release what is held by decision" : "")
           : held ? g_strdup_printf("held by decision %s: release it (rcti decide release), run %s "
                                    "and issue it; or settle it outside (rcti decide settled)",
                                    held->ticket, period)
                  : g_strdup_printf(
                        "nothing of the month itself holds them now: run %s and issue it", period);
}

static void held_add(const struct store_unsettled *row, bool in_roster,
                     const struct month_result *result, const struct decision *held,
                     open_list *list)
{
    enum exception_code first = EXCEPTION_CODE_COUNT;
    g_autofree char *found = result ? holds_of(result, &first) : g_strdup("");
    g_autofree char *codes =
        g_strjoin(held && found[0] != '\0' ? ";" : "", found,
                  held ? exception_words[EXCEPTION_HELD_BY_DECISION] : "", NULL);
    const money amount =
        result ? adjustment_sum(result->lines, result->line_count).total : (money){0};
    if (result && !row->was_held && first == EXCEPTION_CODE_COUNT && !held && amount.cents == 0) {
        return; /* new in partners.csv, and nothing is due */
    }
    char period[TEXT_SIZE];
    text_period(period, row->period);
    g_autofree char *next =
        !in_roster
            ? g_strdup_printf("partners.csv of %s has the partner no more: import it again with "
                              "their row, run and issue it",
                              period)
            : open_held_next(first, held, period);
    open_list_add(list, &(struct open_item){.kind = OPEN_HELD,
                                            .partner_id = row->partner_id,
                                            .legal_name = row->legal_name,
                                            .period = period,
                                            .amount = amount,
                                            .unknown = amount.cents == 0,
                                            .since = row->since,
                                            .by = day_add(row->since, RCTI_WITHIN_DAYS),
                                            .about = codes,
                                            .next = next,
                                            .counted = true});
}

static gint unsettled_compare(gconstpointer a, gconstpointer b)
{
    const struct store_unsettled *first = a;
    const struct store_unsettled *second = b;
    const int by_period = day_compare(first->period.first, second->period.first);
    return by_period != 0 ? by_period
                          : (first->batch > second->batch) - (first->batch < second->batch);
}

/* Those of one period and batch. */
static bool unsettled_add(const struct open_question *question, const struct store_unsettled *rows,
                          guint count, open_list *list, GError **error)
{
    const struct month_setup *like = question->setup;
    g_auto(month_setup) setup = {0};
    g_autoptr(partner_month) month = partner_month_new();
    bool found = false;
    if (!period_setup(like, rows[0].period, rows[0].batch, &setup, &found, error)) {
        return false;
    }
    for (guint i = 0; i < count; i++) {
        if (found && !partner_month_compute(&setup, rows[i].partner_id, false, month, error)) {
            return false;
        }
        held_add(&rows[i], rows[i].batch == like->view.batch, found ? &month->result : NULL,
                 decided_held(question->decided->decisions, rows[i].partner_id, rows[i].period),
                 list);
    }
    return true;
}

bool open_held_add(const struct open_question *question, open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    const open_run *after = question->after;
    const struct period own = setup->run.period;
    const bool is_issue = question->left_out != NULL;
    const open_list *held = after ? open_run_held(after) : NULL;
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct store_unsettled));
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct store_unsettled));
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
    if (!store_unsettled_load(setup->store, question->before_seq, setup->view.batch,
                              is_issue ? &own : NULL, all, strings, error)) {
        return false;
    }
    for (guint i = 0; is_issue && held && i < held->items->len; i++) {
        const struct open_item *item = &g_array_index(held->items, struct open_item, i);
        open_list_add(list, item);
        g_hash_table_add(told, (gpointer)item->partner_id);
    }
    for (guint i = 0; i < all->len; i++) {
        struct store_unsettled row = g_array_index(all, struct store_unsettled, i);
        const bool is_own = after && open_same_period(row.period, own);
        row.since = day_compare(row.since, OPEN_NO_DAY) == 0 ? setup->run.issue_date : row.since;
        if (!open_is_settled(after, row.period, row.partner_id) &&
            !decided_settled(question->decided->decisions, row.partner_id, row.period) &&
            (!is_own || (is_issue && !g_hash_table_contains(told, row.partner_id)))) {
            g_array_append_val(rows, row);
        }
    }
    g_array_sort(rows, unsettled_compare);
    for (guint first = 0, end = 0; first < rows->len; first = end) {
        const struct store_unsettled *row = &g_array_index(rows, struct store_unsettled, first);
        while (end < rows->len &&
               unsettled_compare(row, &g_array_index(rows, struct store_unsettled, end)) == 0) {
            end++;
        }
        if (!unsettled_add(question, row, end - first, list, error)) {
            return false;
        }
    }
    return true;
}

/* ---- months that were skipped ------------------------------------------------------------------- */

/* What everybody in the month is due, as far as known, whoever is held. */
static bool not_issued_tell(const struct open_question *question, struct period period,
                            open_list *list, GError **error)
{
    enum { HELD_NAMED_MAX = 3 };
    const day last = period_last(period);
    g_auto(month_setup) setup = {0};
    g_autoptr(partner_month) month = partner_month_new();
    g_autoptr(GString) about = g_string_new(NULL);
    bool found = false;
    guint held = 0;
    money due = {0};
    if (!period_setup(question->setup, period, question->setup->view.batch, &setup, &found,
                      error)) {
        return false;
    }
    g_autoptr(GPtrArray) ids = store_partner_ids(setup.store, &setup.view, error);
    for (guint i = 0; ids && found && i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        enum exception_code first = EXCEPTION_CODE_COUNT;
        if (!partner_month_compute(&setup, id, false, month, error)) {
            return false;
        }
        g_autofree char *codes = holds_of(&month->result, &first);
        due = money_add(due, adjustment_sum(month->result.lines, month->result.line_count).total);
        if (first != EXCEPTION_CODE_COUNT && held++ < HELD_NAMED_MAX) {
            g_string_append_printf(about, "%s%s (%s)", about->len > 0 ? ", " : "; held: ", id,
                                   codes);
        }
    }
    if (!ids) {
        return false;
    }
    if (held > HELD_NAMED_MAX) {
        g_string_append_printf(about, " and %u more", held - HELD_NAMED_MAX);
    }
    char text[TEXT_SIZE];
    text_period(text, period);
    g_autofree char *who =
        g_strdup_printf("%u partner%s%s", ids->len, ids->len == 1 ? "" : "s", about->str);
    g_autofree char *next =
        g_strdup_printf(held > 0 && held == ids->len
                            ? "everybody is held: put that right, import %s again, run and issue it"
                            : "run %s and issue it",
                        text);
    open_list_add(list, &(struct open_item){.kind = OPEN_NOT_ISSUED,
                                            .period = text,
                                            .amount = due,
                                            .unknown = !found,
                                            .since = last,
                                            .by = day_add(last, RCTI_WITHIN_DAYS),
                                            .about = who,
                                            .next = next,
                                            .counted = true});
    return true;
}

bool open_not_issued_add(const struct open_question *question, const GArray *issued,
                         open_list *list, GError **error)
{
    const struct month_setup *setup = question->setup;
    g_autoptr(GArray) imported = g_array_new(FALSE, FALSE, sizeof(struct period));
    if (!store_imported_periods(setup->store, setup->view.batch, imported, error)) {
        return false;
    }
    for (guint i = 0; i < imported->len; i++) {
        const struct period period = g_array_index(imported, struct period, i);
        if (day_compare(setup->run.issue_date, period_last(period)) > 0 &&
            open_month_is_skipped(issued, period) &&
            !decided_settled(question->decided->decisions, "", period) &&
            !not_issued_tell(question, period, list, error)) {
            return false;
        }
    }
    return true;
}

/* ---- months that runs do not correct any more --------------------------------------------------- */

/* A partner's issued period of which something became known after its newest state. */
struct beyond {
    struct period period;
    const char *partner_id;
    int64_t batch; /* of the first such fact; UNDATED: a day of the program's holidays */
};
enum { UNDATED = INT32_MAX };

static gint beyond_compare(gconstpointer a, gconstpointer b)
{
    const struct beyond *first = a;
    const struct beyond *second = b;
    const int by_period = day_compare(first->period.first, second->period.first);
    const int by_partner = strcmp(first->partner_id, second->partner_id);
    return by_period != 0    ? by_period
           : by_partner != 0 ? by_partner
                             : (first->batch > second->batch) - (first->batch < second->batch);
}

/* Nothing where the month comes to what its documents say. */
static bool beyond_add(const struct open_question *question, const struct month_setup *setup,
                       struct partner_month *month, const struct beyond *row, open_list *list,
                       GError **error)
{
    g_autoptr(store_issued_month) before = NULL;
    if (!store_issued_month_load(setup->store, row->period, row->partner_id, question->before_seq,
                                 false, &before, error)) {
        return false;
    }
    if (!before || before->open || before->batch >= row->batch) {
        return true; /* held, voided, or known then */
    }
    if (!partner_month_compute(setup, row->partner_id, false, month, error)) {
        return false;
    }
    enum exception_code first = EXCEPTION_CODE_COUNT;
    g_autofree char *codes = holds_of(&month->result, &first);
    const money due = adjustment_sum(month->result.lines, month->result.line_count).total;
    const money change = money_subtract(due, month_position(&before->month));
    day since = OPEN_NO_DAY;
    char period[TEXT_SIZE];
    if (change.cents == 0) {
        return true;
    }
    if (row->batch != UNDATED && !store_batch_date(setup->store, row->batch, &since, error)) {
        return false;
    }
    open_list_add(list,
                  &(struct open_item){.kind = OPEN_BEYOND_RETRO,
                                      .partner_id = row->partner_id,
                                      .legal_name = month->supplier.legal_name,
                                      .period = text_period(period, row->period),
                                      .amount = change,
                                      .since = since,
                                      .by = OPEN_NO_DAY,
                                      .about = before->month.number,
                                      .next = "raise retro_months in policy.ini of the month that "
                                              "is run, or settle it with the partner outside "
                                              "(rcti decide settled)",
                                      .counted = true});
    return true;
}

/* Days of the program are known from no batch: whether its file of the period's year is another one than
 * the issue had that last looked at the period. areas.csv is not asked: it changes with each year. */
static bool program_days_moved(const struct open_question *question, const GArray *heads,
                               struct period period, bool *ret_moved, GError **error)
{
    const GPtrArray *sources = question->setup->shipped.sources;
    store *store = question->setup->store;
    int64_t seq = 0;
    if (!store_true_up_newest(store, period, again_judged_by, question->before_seq, &seq, error)) {
        return false;
    }
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        const bool of_period =
            open_same_period(head->period, period) && head->seq < question->before_seq;
        seq = of_period ? MAX(seq, head->seq) : seq;
    }
    g_autoptr(GHashTable) kept = store_issue_holidays_load(store, seq, error);
    if (!kept) {
        return false;
    }
    g_autofree char *year = g_strdup_printf("%04d", day_to_civil(period.first).year);
    *ret_moved = false;
    for (guint i = 0; sources && i < sources->len && !*ret_moved; i++) {
        const struct holiday_source *source = g_ptr_array_index(sources, i);
        *ret_moved = strstr(source->name, year) &&
                     g_strcmp0(g_hash_table_lookup(kept, source->name), source->sha256) != 0;
    }
    return true;
}

/* A setting, an area or a holiday of a period is a fact of everyone in it. */
static bool everyones_rows(const struct open_question *question, const GArray *issued,
                           const GArray *heads, struct period oldest, GArray *rows,
                           GStringChunk *strings, GError **error)
{
    store *store = question->setup->store;
    const int64_t first = g_array_index(heads, struct issue_head, 0).batch;
    for (guint i = 0; i < issued->len; i++) {
        struct store_view view = {.period = g_array_index(issued, struct period, i),
                                  .batch = question->setup->view.batch};
        struct beyond row = {.period = view.period};
        if (day_compare(view.period.first, oldest.first) >= 0) {
            break;
        }
        bool days_moved = false;
        if (!store_everyones_batch(store, &view, &row.batch, error) ||
            !program_days_moved(question, heads, view.period, &days_moved, error)) {
            return false;
        }
        row.batch = days_moved ? UNDATED : row.batch;
        if (row.batch <= first) {
            continue;
        }
        g_autoptr(GPtrArray) ids =
            store_issued_partner_ids(store, view.period, question->before_seq, false, error);
        for (guint j = 0; ids && j < ids->len; j++) {
            row.partner_id = g_string_chunk_insert_const(strings, g_ptr_array_index(ids, j));
            g_array_append_val(rows, row);
        }
        if (!ids) {
            return false;
        }
    }
    return true;
}

static bool beyond_rows(const struct open_question *question, const GArray *issued, GArray *rows,
                        GStringChunk *strings, GError **error)
{
    const struct month_setup *setup = question->setup;
    const struct period oldest =
        period_add_months(setup->run.period, -setup->run.policy.retro_months);
    if (issued->len == 0 ||
        day_compare(g_array_index(issued, struct period, 0).first, oldest.first) >= 0) {
        return true;
    }
    g_autoptr(GArray) facts = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    if (!store_issues_load(setup->store, NULL, heads, strings, error)) {
        return false;
    }
    const int64_t first = g_array_index(heads, struct issue_head, 0).batch;
    if (!store_late_facts_load(setup->store, oldest, first, setup->view.batch, facts, strings,
                               error) ||
        !store_late_cases_load(setup->store, oldest, first, setup->view.batch, facts, strings,
                               error) ||
        !everyones_rows(question, issued, heads, oldest, rows, strings, error)) {
        return false;
    }
    for (guint i = 0; i < facts->len; i++) {
        const struct store_late_fact *fact = &g_array_index(facts, struct store_late_fact, i);
        struct beyond row = {.partner_id = fact->partner_id, .batch = fact->batch};
        if (late_fact_period(issued, oldest, fact, &row.period)) {
            g_array_append_val(rows, row);
        }
    }
    g_array_sort(rows, beyond_compare);
    return true;
}

bool open_beyond_add(const struct open_question *question, const GArray *issued, open_list *list,
                     GError **error)
{
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct beyond));
    g_autoptr(partner_month) month = partner_month_new();
    if (!beyond_rows(question, issued, rows, strings, error)) {
        return false;
    }
    for (guint i = 0; i < rows->len;) {
        const struct period period = g_array_index(rows, struct beyond, i).period;
        g_auto(month_setup) setup = {0};
        bool found = false;
        if (!period_setup(question->setup, period, question->setup->view.batch, &setup, &found,
                          error)) {
            return false;
        }
        const char *told = "";
        for (; i < rows->len &&
               open_same_period(g_array_index(rows, struct beyond, i).period, period);
             i++) {
            /* The newest fact of each partner: what is not in the documents came with it at the latest. */
            const struct beyond *row = &g_array_index(rows, struct beyond, i);
            const struct beyond *next = i + 1 < rows->len ? row + 1 : NULL;
            const bool is_last = !next || !open_same_period(next->period, period) ||
                                 strcmp(next->partner_id, row->partner_id) != 0;
            if (found && is_last && strcmp(told, row->partner_id) != 0 &&
                !decided_settled(question->decided->decisions, row->partner_id, period) &&
                !beyond_add(question, &setup, month, row, list, error)) {
                return false;
            }
            told = is_last ? row->partner_id : told;
        }
    }
    return true;
}
